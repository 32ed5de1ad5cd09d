using Engagement.Data;
using Engagement.Features.Content.Knowledge.Reading;
using Engagement.Features.Content.Knowledge.Sources;
using FluentValidation;

namespace Engagement.Features.Content.Knowledge;

/// <summary>A file as a browser sends it.</summary>
internal sealed record UploadedFile(string Name, long Length, Func<Stream> Open);

/// <summary>
/// Takes in Markdown files that a person uploads; by the rules of <see cref="ImportFolder"/>, except that nothing vanishes.
/// </summary>
internal sealed class ImportUpload(Db db, ImportFolder import, TimeProvider clock)
{
    /// <summary>For all files together.</summary>
    public const int MostBytes = 30 * 1024 * 1024;

    public const string Location = "upload";

    private static readonly Validator Rules = new();

    private static readonly Sql SetBaseUrl = Sql.Portable("update Sources set BaseUrl = @BaseUrl where Id = @Id");

    /// <param name="Files">Each an article.</param>
    /// <param name="BaseUrl">Where they are published; null or empty: as the last time.</param>
    /// <param name="InitialState"><c>Draft</c> or <c>Validated</c>: how new ones begin; null: as uploads are set.</param>
    public sealed record Command(IReadOnlyList<UploadedFile> Files, string? BaseUrl, string? InitialState = null);

    private sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Files).NotEmpty().WithMessage("Choose one or more Markdown files.");
            RuleFor(c => c.Files).Must(files => files.Any(f => FolderPlaces.IsMarkdown(f.Name)) || files.Count == 0)
                .WithMessage("Only Markdown files: names that end in .md, .mdx or .markdown.");
            RuleFor(c => c.InitialState).Must(InitialStates.Is).WithMessage(InitialStates.Wanted);
            RuleFor(c => c.BaseUrl).Must(WebAddress.Is!).WithMessage(WebAddress.Wanted).When(c => !string.IsNullOrEmpty(c.BaseUrl));
        }
    }

    public async Task<Result<ImportSummary>> RunAsync(Command command, CancellationToken ct)
    {
        if (Rules.Validate(command) is { IsValid: false } findings)
        {
            return Result<ImportSummary>.From(findings);
        }

        var source = await SourceSql.FindOrAddAsync(db, clock, Source.Folder, "Uploads", Location, null, ct);
        var baseUrl = string.IsNullOrEmpty(command.BaseUrl) ? source.BaseUrl : command.BaseUrl;
        if (baseUrl != source.BaseUrl)
        {
            await db.ExecuteAsync(SetBaseUrl, new { source.Id, BaseUrl = baseUrl }, ct);
        }

        // The last of several with one name; a browser's idea of a path is not taken over.
        await InitialStates.SetAsync(db, source, command.InitialState, ct);
        var named = command.Files.Where(f => FolderPlaces.IsMarkdown(f.Name))
            .ToLookup(f => Path.GetFileName(f.Name).Normalize(), StringComparer.Ordinal);
        var files = named.ToDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);
        var site = new SiteFolder(baseUrl is null ? null : new Uri(baseUrl));
        var summary = await import.RunAsync(
            source,
            [.. files.Keys.Order(StringComparer.Ordinal).Select(name => new FolderFile(name, name))],
            file => ArticleFile.ReadIn(file.Path, Bytes(files[file.Path]), site),
            prune: false,
            progress: null,
            ct);
        var others = command.Files.Where(f => !FolderPlaces.IsMarkdown(f.Name))
            .Select(f => new ImportNote(Path.GetFileName(f.Name), ImportNoteKind.LeftOut,
                $"{Path.GetExtension(f.Name).ToLowerInvariant()} files are not read"));
        var doubles = named.Where(g => g.Count() > 1)
            .Select(g => new ImportNote(g.Key, ImportNoteKind.LeftOut, "the same name more than once; the last was taken"));
        return summary with { Notes = [.. site.Notes, .. others, .. doubles] };
    }

    private static byte[] Bytes(UploadedFile file)
    {
        if (file.Length > TextBytes.MostBytes)
        {
            throw new ArticleException($"The file is larger than {TextBytes.MostBytes / 1024 / 1024} MB.");
        }

        using var stream = file.Open();
        var bytes = new byte[file.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
