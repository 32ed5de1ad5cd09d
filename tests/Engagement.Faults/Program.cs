using System.CommandLine;
using System.Diagnostics;
using Engagement.Faults.Listening;
using Engagement.Faults.Nodes;
using Engagement.Faults.Restores;
using Engagement.Faults.Runs;
using Engagement.Faults.Worker;

if (args is ["worker", ..])
{
    await CrashWorker.RunAsync(WorkerPlan.Parse(args));
    return 0;
}

if (args is ["listen", ..])
{
    await ListenWorker.RunAsync(WorkerPlan.Parse(args));
    return 0;
}

if (args is ["node", ..])
{
    await NodeHost.RunAsync(args[1]);
    return 0;
}

var crashes = new Option<int>("--crashes") { Description = "Processes to kill.", DefaultValueFactory = _ => 10_000 };
var lanes = new Option<int>("--lanes") { Description = "Stretches side by side.", DefaultValueFactory = _ => 4 };
var stretch = new Option<int>("--stretch") { Description = "Crashes on one desk before the reckoning.", DefaultValueFactory = _ => 100 };
var minutes = new Option<int>("--minutes") { Description = "End after this time with what was reached; 0: no limit." };
var seed = new Option<int>("--seed")
    { Description = "For the same choices again (moments still fall differently).", DefaultValueFactory = _ => Random.Shared.Next() };
var only = new Option<string?>("--only") { Description = "Only sorts of fault with this in their name." };
var noBluesky = new Option<bool>("--no-bluesky") { Description = "Only against the Sandbox." };
var report = new Option<string?>("--report") { Description = "A file for the table." };
var scenario = new Option<string>("--scenario") { Description = "publishing; restore: copies of any age are put back while posts and "
    + "answers go out; listening: replies arrive at a real Bluesky server while the process that reads them is killed; nodes: "
    + "several whole nodes on one database, killed and started at random, and restarted one after the other behind a proxy.",
    DefaultValueFactory = _ => "publishing" };
var replies = new Option<int>("--replies") { Description = "How many replies arrive (listening, nodes).", DefaultValueFactory = _ => 1000 };
var deliveries = new Option<int>("--deliveries") { Description = "How many posts come due (nodes).", DefaultValueFactory = _ => 1000 };
var restores = new Option<int>("--restores") { Description = "How many copies are put back (restore).", DefaultValueFactory = _ => 1000 };
var seconds = new Option<int>("--seconds")
    { Description = "Over how long they do, and nodes are killed (nodes).", DefaultValueFactory = _ => 120 };
var roles = new Option<string>("--roles")
    { Description = "What each node does, as serve --role (nodes).", DefaultValueFactory = _ => "all,worker,all" };
var parts = new Option<string>("--parts")
    { Description = "Of kills,rolling,speed: what is done (nodes).", DefaultValueFactory = _ => "kills,rolling,speed" };
var root = new RootCommand("Kills publishing, or listening, again and again and counts on the network's side.")
    { crashes, lanes, stretch, minutes, seed, only, noBluesky, report, scenario, replies, deliveries, seconds, roles, parts, restores };
root.SetAction(async (parsed, ct) =>
{
    if (parsed.GetValue(scenario) == "listening")
    {
        return await ListeningRun.RunAsync(
            new(parsed.GetValue(replies), parsed.GetValue(crashes), parsed.GetValue(seed)), Console.WriteLine, parsed.GetValue(report));
    }

    if (parsed.GetValue(scenario) == "restore")
    {
        return await RestoreRun.RunAsync(new(parsed.GetValue(restores), parsed.GetValue(lanes),
            parsed.GetValue(minutes), parsed.GetValue(seed)), Console.WriteLine, parsed.GetValue(report));
    }

    if (parsed.GetValue(scenario) == "nodes")
    {
        var nodes = new NodesOptions(
            parsed.GetValue(deliveries), parsed.GetValue(replies), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(roles)!
                .Split(','), parsed.GetValue(parts)!.Split(','), parsed.GetValue(seed));
        return await NodesRun.RunAsync(nodes, Console.WriteLine, parsed.GetValue(report));
    }

    var (startedAt, watch) = (DateTimeOffset.UtcNow, Stopwatch.StartNew());
    var options = new FaultOptions(
        parsed.GetValue(crashes), parsed.GetValue(lanes), parsed.GetValue(stretch),
        parsed.GetValue(minutes), !parsed.GetValue(noBluesky), parsed.GetValue(seed), parsed.GetValue(only));
    Console.WriteLine(options);
    var tallies = await FaultRun.RunAsync(options, Console.WriteLine);
    var text = Report.Of(tallies, $"./build.sh --target=Faults --crashes={options.Crashes}", startedAt, watch.Elapsed);
    Console.WriteLine(text);
    if (parsed.GetValue(report) is { } file)
    {
        await File.WriteAllTextAsync(file, text, ct);
    }

    return tallies.Findings.Count > 0 || !tallies.All.All(t => t.Holds) ? 1 : 0;
});
return await root.Parse(args).InvokeAsync();
