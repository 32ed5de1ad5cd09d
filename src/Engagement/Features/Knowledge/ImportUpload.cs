using Engagement.Data;
using Engagement.Features.Knowledge.Reading;
using Engagement.Features.Knowledge.Sources;
using FluentValidation;

namespace Engagement.Features.Knowledge;

/// <summary>A file as a browser sends it.</summary>
internal sealed record UploadedFile(string Name, long Length, Func<Stream> Open);

/// <summary>Takes in Markdown files that a person uploads; by the rules of <see cref="ImportFolder"/>, except that nothing vanishes.</summary>
internal sealed class ImportUpload(Db db, ImportFolder import, TimeProvider clock)
{
    /// <summary>For all files together.</summary>
    public const int MostBytes = 30 * 1024 * 1024;

    private const string Location = "upload";

    private static readonly Validator Rules = new();

    private static readonly Sql SetBaseUrl = Sql.Portable("update Sources set BaseUrl = @BaseUrl where Id = @Id");

    public sealed record Command(IReadOnlyList<UploadedFile> Files, string? BaseUrl);

    private sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Files).NotEmpty().WithMessage("Choose one or more Markdown files.");
            RuleFor(c => c.Files).Must(files => files.All(f => Path.GetExtension(f.Name).ToLowerInvariant() is ".md" or ".markdown"))
                .WithMessage("Only Markdown files: names that end in .md or .markdown.");
            RuleFor(c => c.BaseUrl).Must(WebAddress.Is!).WithMessage(WebAddress.Wanted).When(c => !string.IsNullOrEmpty(c.BaseUrl));
        }
    }

    public async Task<Answer<ImportSummary>> RunAsync(Command command, CancellationToken ct)
    {
        if (Rules.Validate(command) is { IsValid: false } findings)
        {
            return Answer<ImportSummary>.From(findings);
        }

        var source = await SourceSql.FindOrAddAsync(db, clock, Source.Folder, "Uploads", Location, null, ct);
        var baseUrl = string.IsNullOrEmpty(command.BaseUrl) ? source.BaseUrl : command.BaseUrl;
        if (baseUrl != source.BaseUrl)
        {
            await db.ExecuteAsync(SetBaseUrl, new { source.Id, BaseUrl = baseUrl }, ct);
        }

        // The last of several with one name; a browser's idea of a path is not taken over.
        var files = command.Files.GroupBy(f => Path.GetFileName(f.Name).Normalize(), StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);
        var site = baseUrl is null ? null : new Uri(baseUrl);
        return await import.RunAsync(
            source,
            [.. files.Keys.Order(StringComparer.Ordinal).Select(name => new FolderFile(name, name))],
            file => ArticleFile.Read(file.Path, Bytes(files[file.Path]), site),
            prune: false,
            progress: null,
            ct);
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
