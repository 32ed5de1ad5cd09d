using System.CommandLine;
using Engagement.Features.Knowledge;
using Spectre.Console;

namespace Engagement.Host;

/// <summary><c>import</c>: a folder of Markdown. Progress where somebody watches, plain lines where nobody does.</summary>
internal static class ImportVerb
{
    public static Command Command()
    {
        var from = new Argument<string>("from") { Description = "A folder of Markdown files, or a feed's address (RSS or Atom)." };
        var baseUrl = new Option<string?>("--base-url") { Description = "Where the articles are published, e.g. https://help.example.com/." };
        var prune = new Option<bool>("--prune") { Description = "Archive articles whose file is gone." };
        var command = new Command("import", "Bring articles in, or bring them up to date.") { from, baseUrl, prune };
        command.SetAction(async (parsed, ct) =>
        {
            var failed = 0;
            await Verbs.WithServicesAsync(async services => failed = await RunAsync(
                services, new ImportFolder.Command(parsed.GetValue(from)!, parsed.GetValue(baseUrl), parsed.GetValue(prune)), ct), ct);
            return failed > 0 ? Verbs.Failed : 0;
        });
        return command;
    }

    private static async Task<int> RunAsync(IServiceProvider services, ImportFolder.Command command, CancellationToken ct)
    {
        var import = services.GetRequiredService<ImportFolder>();
        var answer = Verbs.Terminal.Profile.Capabilities.Interactive
            ? await Verbs.Terminal.Progress().StartAsync(async progress =>
            {
                var bar = progress.AddTask("Reading articles");
                return await import.RunAsync(command, new Progress<ImportProgress>(p => (bar.MaxValue, bar.Value) = (Math.Max(1, p.Total), p.Done)), ct);
            })
            : await import.RunAsync(command, ct: ct);
        var summary = Verbs.Expect(answer);
        foreach (var failure in summary.Failures)
        {
            await Console.Error.WriteLineAsync(failure.ToString());
        }

        Console.WriteLine($"created {summary.Created}, changed {summary.Changed}, unchanged {summary.Unchanged}, archived {summary.Archived}, failed {summary.Failed}");
        return summary.Failed;
    }
}
