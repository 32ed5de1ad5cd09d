using System.CommandLine;
using Engagement.Data;
using Engagement.Host;

PrivateFiles.ByDefault();

var root = new RootCommand("Engagement: knowledge articles out as social posts, clients' replies in as service tickets.");
foreach (var verb in Verbs.All)
{
    root.Subcommands.Add(verb);
}

// No verb at all means serve: `dotnet run` and a container's entry point need no arguments.
var line = args.Length == 0 || (args[0].StartsWith("--", StringComparison.Ordinal) && args[0] is not ("--help" or "--version"))
    ? ["serve", .. args]
    : args;
return await Verbs.RunAsync(root, line);
