using System.CommandLine;
using System.Text;
using Engagement.Data;
using Engagement.Host;

// Encodings other than Unicode's and Latin-1 (Windows-1251, Shift_JIS), before anything is read.
Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
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
