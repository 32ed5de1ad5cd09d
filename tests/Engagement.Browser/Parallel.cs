// Every collection from the beginning: the stories on the shared desk take longest, and begun last they would be waited for alone.
[assembly: Xunit.v3.Parallelization(MaxThreads = 4)]
