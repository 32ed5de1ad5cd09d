using System.Collections.Concurrent;
using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Content.Knowledge.Reading;
using Engagement.Features.Content.Knowledge.Sources;
using FluentValidation;

namespace Engagement.Features.Content.Knowledge;

/// <summary>What came of an import.</summary>
internal sealed record ImportSummary(
    Guid SourceId, int Created, int Changed, int Unchanged, int Archived, IReadOnlyList<ImportFailure> Failures)
{
    public int Failed => Failures.Count;

    /// <summary>What else is to be known of single files: left out, drafts, marks that are left.</summary>
    public IReadOnlyList<ImportNote> Notes { get; init; } = [];

    /// <summary>What somebody should know about the whole of it, though nothing failed; null: nothing.</summary>
    public string? Note { get; init; }
}

/// <summary>A file or entry that could not be taken in; the others were.</summary>
/// <param name="Name">Its path in the folder, or its title in the feed.</param>
/// <param name="Line">From 1; null when it is about the whole.</param>
/// <param name="Reason">In words for the person who keeps the source.</param>
internal sealed record ImportFailure(string Name, int? Line, string Reason)
{
    public override string ToString() => Line is null ? $"{Name}: {Reason}" : $"{Name}:{Line}: {Reason}";
}

/// <summary>How far an import is: <paramref name="Done"/> of <paramref name="Total"/> files.</summary>
internal readonly record struct ImportProgress(int Done, int Total);

/// <summary>
/// Reads a folder tree of Markdown files. Safe to run again at any time, also after being stopped half-way: what is unchanged is left
/// alone, what changed gets a new version.
/// </summary>
internal sealed class ImportFolder(Db db, SaveArticle keep, DomainEvents events, ReachDates reach, TimeProvider clock)
{
    // Large enough that a commit's cost is spread, small enough that other writers are not kept waiting on SQLite.
    private const int BatchSize = 100;

    private static readonly Validator Rules = new();

    /// <param name="Folder">A folder on this machine.</param>
    /// <param name="BaseUrl">Where it is published; null: only articles with a whole address as permalink can be linked to.</param>
    /// <param name="Prune">Archive articles whose file is gone.</param>
    /// <param name="InitialState"><c>Draft</c> or <c>Validated</c>: how its new articles begin from now on; null: as the source is set
    /// (Validated at first).</param>
    public sealed record Command(string Folder, string? BaseUrl = null, bool Prune = false, string? InitialState = null);

    private sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Folder).NotEmpty().WithMessage("Which folder?")
                .Must(Directory.Exists).WithMessage(c => $"There is no folder {c.Folder}.")
                .When(c => c.Folder.Length > 0, ApplyConditionTo.CurrentValidator)
                .Must(folder => !Fit.EndsInSpace(folder))
                .WithMessage("A folder whose name ends in a space cannot be told from the one without.");
            RuleFor(c => c.BaseUrl).Must(WebAddress.Is!).WithMessage(WebAddress.Wanted).When(c => c.BaseUrl is not null);
            RuleFor(c => c.InitialState).Must(InitialStates.Is).WithMessage(InitialStates.Wanted);
        }
    }

    public async Task<Result<ImportSummary>> RunAsync(
        Command command, IProgress<ImportProgress>? progress = null, CancellationToken ct = default)
    {
        if (Rules.Validate(command) is { IsValid: false } wrong)
        {
            return Result<ImportSummary>.From(wrong);
        }

        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(command.Folder));
        var source = await SourceSql.FindOrAddAsync(
            db, clock, Source.Folder, Path.GetFileName(folder) is { Length: > 0 } name ? name : folder, folder, command.BaseUrl, ct);

        // A second import without the option keeps the address of the first.
        var baseUrl = command.BaseUrl ?? source.BaseUrl;
        if (baseUrl != source.BaseUrl)
        {
            await db.ExecuteAsync(ImportSql.SetBaseUrl, new { source.Id, BaseUrl = baseUrl }, ct);
        }

        await InitialStates.SetAsync(db, source, command.InitialState, ct);
        var listing = FolderFiles.In(folder);
        var site = new SiteFolder(baseUrl is null ? null : new Uri(baseUrl), listing.All.Keys, path => Open(listing.All[path]));
        var summary = await RunAsync(source, listing.Articles, file => ReadFile(file, site), command.Prune, progress, ct);
        return summary with { Notes = [.. site.Notes, .. listing.LeftOut] };
    }

    /// <summary>The same for files that lie elsewhere, such as inside the executable.</summary>
    public async Task<ImportSummary> RunAsync(
        Source source,
        IReadOnlyList<FolderFile> files,
        Func<FolderFile, IncomingArticle> read,
        bool prune,
        IProgress<ImportProgress>? progress,
        CancellationToken ct)
    {
        var known = (await db.QueryAsync<Known>(ImportSql.Known, new { SourceId = source.Id }, ct))
            .ToDictionary(k => k.ExternalId, StringComparer.Ordinal);
        var failures = new ConcurrentBag<ImportFailure>();
        var counts = new int[3];
        var done = 0;
        foreach (var batch in TextSlices.Of(files, LengthOf, BatchSize))
        {
            var articles = new IncomingArticle?[batch.Count];
            await Parallel.ForAsync(0, batch.Count, ct, (i, _) =>
            {
                articles[i] = Try(batch[i], read, failures);
                return ValueTask.CompletedTask;
            });

            // An unchanged article is seen here, without a statement for each.
            var incoming = articles.OfType<IncomingArticle>().ToLookup(
                a => known.TryGetValue(a.ExternalId, out var k) && k.ContentHash == ArticleHash.Of(a));
            counts[(int)Kept.Unchanged] += incoming[true].Count();
            if (incoming[false].Any())
            {
                var kept = await db.InTransactionAsync(async tx =>
                {
                    var outcomes = new List<Kept>();
                    foreach (var article in incoming[false])
                    {
                        outcomes.Add((await keep.RunAsync(tx, source.Id, article, source.Name, ct)).Outcome);
                    }

                    return outcomes;
                }, ct);
                kept.ForEach(outcome => counts[(int)outcome]++);
            }

            done += batch.Count;
            progress?.Report(new ImportProgress(done, files.Count));
        }

        // A file that is there but broken has not vanished.
        var present = files.Select(f => f.Path).ToHashSet(StringComparer.Ordinal);
        var vanished = prune
            ? known.Values.Where(k => k.State != ArticleState.Archived && !present.Contains(k.ExternalId)).Select(k => k.Id).ToList()
            : [];
        var archived = vanished.Count == 0 ? 0 : await db.InTransactionAsync(async tx =>
        {
            var gone = await tx.ExecuteAsync(ImportSql.Archive, new { Ids = Json.Ids(vanished), Now = clock.Now() }, ct);
            await events.RaiseAsync(tx, new ArticlesChanged(vanished, source.Name), ct);
            return gone;
        }, ct);
        await db.ExecuteAsync(SourceSql.WasRead, new { source.Id, Now = clock.Now() }, ct);
        await reach.RunAsync(ct);
        return new ImportSummary(
            source.Id,
            counts[(int)Kept.Created],
            counts[(int)Kept.Changed],
            counts[(int)Kept.Unchanged],
            archived,
            [.. failures.OrderBy(f => f.Name, StringComparer.Ordinal)]);
    }

    // For links to it and settings in it; what is wrong with it is said where it is read for itself.
    private static string? Open(string path)
    {
        try
        {
            return new FileInfo(path).Length > TextBytes.MostBytes ? null : TextBytes.Decode(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is ArticleException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // What is not on the disk, or cannot be looked at, is said where it is read.
    private static long LengthOf(FolderFile file)
    {
        try
        {
            return new FileInfo(file.FullPath) is { Exists: true } there ? there.Length : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return 0;
        }
    }

    private static IncomingArticle ReadFile(FolderFile file, SiteFolder site)
    {
        if (file.Problem is not null)
        {
            throw new ArticleException(file.Problem);
        }

        return new FileInfo(file.FullPath).Length > TextBytes.MostBytes
            ? throw new ArticleException($"The file is larger than {TextBytes.MostBytes / 1024 / 1024} MB.")
            : ArticleFile.ReadIn(file.Path, File.ReadAllBytes(file.FullPath), site);
    }

    private static IncomingArticle? Try(FolderFile file, Func<FolderFile, IncomingArticle> read, ConcurrentBag<ImportFailure> failures)
    {
        try
        {
            return read(file);
        }
        catch (ArticleException e)
        {
            // One bad file does not stop the rest: it is in the summary.
            failures.Add(new ImportFailure(file.Path, e.Line, e.Message));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The same: it vanished while we read, or it is not ours to read.
            failures.Add(new ImportFailure(file.Path, null, $"It cannot be read: {e.Message}"));
        }

        return null;
    }

    private sealed record Known
    {
        public Guid Id { get; init; }

        public string ExternalId { get; init; } = "";

        public string ContentHash { get; init; } = "";

        public ArticleState State { get; init; }
    }
}

internal static class ImportSql
{
    public static readonly Sql Known = Sql.Portable("select Id, ExternalId, ContentHash, State from Articles where SourceId = @SourceId");

    public static readonly Sql SetBaseUrl = Sql.Portable("update Sources set BaseUrl = @BaseUrl where Id = @Id");

    // Without its hash an article that comes back counts as changed, and so is brought back.
    public static readonly Sql Archive = Sql.Portable(
        "update Articles set State = 'Archived', ContentHash = '', ArchivedAt = @Now, UpdatedAt = @Now where Id in {ids Ids}");
}
