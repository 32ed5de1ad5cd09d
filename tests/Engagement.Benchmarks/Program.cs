using Engagement.Benchmarks;
using Engagement.Benchmarks.Desk;

// Each program measures one promise beside a baseline of the same run and prints the ratio. `all` runs them in order.
var programs = new Dictionary<string, Func<string[], Task>>(StringComparer.Ordinal)
{
    ["publish"] = PublishBenchmark.RunAsync,
    ["import"] = ImportBenchmark.RunAsync,
    ["feeds"] = FeedCorpus.RunAsync,
    ["links"] = LinksBenchmark.RunAsync,
    ["insights"] = InsightsBenchmark.RunAsync,
    ["templates"] = TemplatesBenchmark.RunAsync,
    ["ingest"] = IngestBenchmark.RunAsync,
    ["desk"] = DeskBenchmark.RunAsync,
    ["scale"] = ScaleBenchmark.RunAsync,
    ["work"] = WorkBenchmark.RunAsync,
    ["thread"] = ThreadBenchmark.RunAsync,
    ["statements"] = StatementsBenchmark.RunAsync,
    ["memory"] = MemoryBenchmark.RunAsync,
};

var chosen = args is [] or ["all"] ? programs.Keys.ToArray() : args[..1];
foreach (var name in chosen)
{
    if (!programs.TryGetValue(name, out var run))
    {
        Console.Error.WriteLine($"No benchmark '{name}'. There are: all, {string.Join(", ", programs.Keys)}.");
        return 2;
    }

    Console.WriteLine($"# {name}");
    await run(args.Length > 1 ? args[1..] : []);
    Console.WriteLine();
}

return 0;
