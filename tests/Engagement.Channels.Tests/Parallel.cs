// Two of the collections speak to real servers and mostly wait for them: with no more places than processors the rest would wait with them.
[assembly: Xunit.v3.Parallelization(MaxThreads = 4)]
