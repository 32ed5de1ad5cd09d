using System.CommandLine;
using Engagement.Data;
using Engagement.Features.Content.Knowledge;
using Engagement.Features.Content.Knowledge.Feeds;
using Engagement.Features.Content.Knowledge.Sources;
using Spectre.Console;

namespace Engagement.Host;

/// <summary><c>import</c>: a folder of Markdown, or a feed. Progress where somebody watches, plain lines where nobody does.</summary>
internal static class ImportCommand
{
    public static Command Command()
    {
        var from = new Argument<string>("from")
            { Description = "A folder of Markdown files, or a feed's address (RSS, Atom or JSON Feed)." };
        var baseUrl = new Option<string?>("--base-url")
            { Description = "Where the articles are published, e.g. https://help.example.com/." };
        var prune = new Option<bool>("--prune") { Description = "Archive articles whose file is gone." };
        var isInternal = new Option<bool>("--internal")
            { Description = "The feed may lie in a private network; otherwise such addresses are refused." };
        var state = new Option<string?>("--state")
            { Description = "How new articles of this source begin from now on: Validated (the default of a new source) or Draft." };
        var command = new Command("import", "Bring articles in, or bring them up to date.") { from, baseUrl, prune, isInternal, state };
        command.Validators.Add(parsed =>
        {
            var misplaced = IsFeed(parsed.GetValue(from))
                ? new[] { (Option)baseUrl, prune }.FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false })
                : parsed.GetResult(isInternal) is { Implicit: false } ? isInternal : null;
            if (misplaced is not null)
            {
                parsed.AddError($"{misplaced.Name} is for {(misplaced == isInternal ? "feeds" : "folders")}.");
            }
        });
        command.SetAction(async (parsed, ct) =>
        {
            var place = parsed.GetValue(from)!;
            var isWhole = true;
            await Verbs.WithServicesAsync(
                async services => isWhole = Show(IsFeed(place)
                    ? await FeedAsync(services,
                        new AddFeed.Command(place, IsInternal: parsed.GetValue(isInternal), InitialState: parsed.GetValue(state))
                            { MayBeInternal = true }, ct)
                    : await FolderAsync(services,
                        new ImportFolder.Command(place, parsed.GetValue(baseUrl), parsed.GetValue(prune), parsed.GetValue(state)), ct)),
                ct);
            return isWhole ? 0 : Verbs.Failed;
        });
        return command;
    }

    private static bool IsFeed(string? place) =>
        Uri.TryCreate(place, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps);

    // From now on the server reads it by itself, too.
    private static async Task<ImportSummary> FeedAsync(IServiceProvider services, AddFeed.Command command, CancellationToken ct)
    {
        var source = Verbs.Expect(await services.GetRequiredService<AddFeed>().RunAsync(command, ct));
        return await services.GetRequiredService<PollFeed>().RunAsync(source.Id, ct)
            ?? throw new StartException(await services.GetRequiredService<Db>()
                .OneAsync<Source>(SourceSql.Read, new { source.Id }, ct) is { LastError: { } cause }
                ? $"The feed could not be read: {cause}"
                : "The feed is being read by another process just now.");
    }

    private static async Task<ImportSummary> FolderAsync(IServiceProvider services, ImportFolder.Command command, CancellationToken ct)
    {
        var import = services.GetRequiredService<ImportFolder>();
        var answer = Verbs.Terminal.Profile.Capabilities.Interactive
            ? await Verbs.Terminal.Progress().StartAsync(async progress =>
            {
                var bar = progress.AddTask("Reading articles");
                return await import.RunAsync(
                    command, new Progress<ImportProgress>(p => (bar.MaxValue, bar.Value) = (Math.Max(1, p.Total), p.Done)), ct);
            })
            : await import.RunAsync(command, ct: ct);
        return Verbs.Expect(answer);
    }

    /// <returns>Everything could be taken, and there was something.</returns>
    private static bool Show(ImportSummary summary)
    {
        foreach (var failure in summary.Failures)
        {
            Console.Error.WriteLine(failure);
        }

        foreach (var line in ImportNotes.Lines(summary.Notes))
        {
            Console.Error.WriteLine(line);
        }

        if (summary.Note is not null)
        {
            Console.Error.WriteLine(summary.Note);
        }

        Console.WriteLine($"created {summary.Created}, changed {summary.Changed}, unchanged {summary.Unchanged}, "
            + $"archived {summary.Archived}, failed {summary.Failed}");
        return summary.Failed == 0 && summary.Note is null;
    }
}
