using System.IO.Compression;
using System.Text;
using Engagement.Data;
using Engagement.Features.Content.Templates.Proofs;
using Engagement.Web.Api;

namespace Engagement.Features.Content.Templates.Files;

/// <summary>
/// Takes templates from files, as <see cref="ExportTemplates"/> writes them. A folder is taken whole or not at all: what differs becomes a
/// new version, what is new becomes a template, what is the same is left alone. Nothing is ever removed.
/// </summary>
internal sealed class ImportTemplates(Db db, SaveTemplate save, RunTemplateTests run, TimeProvider clock)
{
    /// <summary>Of the zip, in bytes.</summary>
    public const int MaxZip = 5_000_000;

    private const int MaxFile = 500_000;
    private const int MaxFiles = 2_000;

    [SchemaName("TemplateFileOutcome")]
    internal enum Outcome
    {
        Unchanged,
        Added,
        Updated,
        Refused,
    }

    /// <summary>What became of a folder, or of a file that belongs to none.</summary>
    internal sealed record Line(string Name, Outcome Outcome, string? Why, Guid? Id);

    public async Task<Result<IReadOnlyList<Line>>> RunAsync(Stream zip, string by, CancellationToken ct)
    {
        if (Unpack(zip) is not { } unpacked)
        {
            return Result<IReadOnlyList<Line>>.Wrong(
                "File", "That is not a zip file we can read, or it holds more than 2,000 files or a file of more than 500 KB.");
        }

        var (folders, lines) = unpacked;
        if (folders.Count == 0 && lines.Count == 0)
        {
            return Result<IReadOnlyList<Line>>.Wrong("File", "There is no template in it: a folder with about.json and template.scriban.");
        }

        foreach (var (name, files) in folders)
        {
            lines.Add(await TakeAsync(name, files, by, ct));
        }

        return lines;
    }

    private async Task<Line> TakeAsync(string name, Dictionary<string, string> files, string by, CancellationToken ct)
    {
        TemplateFile file;
        try
        {
            file = TemplateFile.From(name, files);
        }
        catch (TemplateFileException e)
        {
            // A mistake in a file is the writer's to mend; the other folders are taken all the same.
            return new(name, Outcome.Refused, e.Message, null);
        }

        var known = ExportTemplates.Named(await db.QueryAsync<TemplateRow>(TemplateSql.All, ct: ct))
            .Where(n => string.Equals(n.Name, name, StringComparison.OrdinalIgnoreCase)).Select(n => n.Template).FirstOrDefault();
        if (known is not null && known.Kind != file.About.Kind)
        {
            return new(name, Outcome.Refused,
                $"{name}/{TemplateFile.AboutName}: here it is of the kind {known.Kind}, which cannot change.", known.Id);
        }

        var proofs = file.Proofs.Select(p => ProofOf(p, known?.Id ?? Guid.Empty, by)).ToList();
        if (proofs.Select(p => run.Try(p, file.About.Kind, file.Texts)).FirstOrDefault(p => !p.Holds) is { } failing)
        {
            return new(name, Outcome.Refused, $"{name}/{TemplateFile.ProofsName}: '{failing.Proof.Name}' on {failing.Proof.Network} fails. "
                + $"{failing.Problem ?? $"It makes: {failing.Actual}"}", known?.Id);
        }

        var before = known is null ? null : await db.QueryAsync<TemplateTest>(TemplateTestSql.OfTemplate, new { TemplateId = known.Id },
            ct);
        var sameProofs = before is not null && before.Select(Compared).SequenceEqual(proofs.OrderBy(p => p.Name, StringComparer.Ordinal)
            .ThenBy(p => p.Network, StringComparer.Ordinal).Select(Compared));
        if (known is { Version: > 0 } && known.Texts.SaysTheSameAs(file.Texts)
            && known.Name == file.About.Title && known.Description == file.About.Description && sameProofs)
        {
            return new(name, Outcome.Unchanged, null, known.Id);
        }

        // The proofs of before are about the words of before; those of the file hold, as was just seen.
        if (known is not null)
        {
            await db.ExecuteAsync(TemplateTestSql.RemoveAll, new { TemplateId = known.Id }, ct);
        }

        var answer = await save.RunAsync(
            new(known?.Id, known?.Version ?? 0, file.About.Title, file.About.Kind,
                file.About.LengthClass, file.About.Description, file.Texts, "From files.", null, by)
            {
                FileName = name,
                SampleJson = file.SampleJson,
            }, ct);
        var id = answer is Result<Guid>.Done { Value: var saved } ? saved : known?.Id;
        foreach (var proof in answer is Result<Guid>.Done ? proofs : before ?? [])
        {
            await db.ExecuteAsync(TemplateTestSql.Insert, proof with { TemplateId = id!.Value }, ct);
        }

        return answer switch
        {
            Result<Guid>.Done when known is null => new(name, Outcome.Added, null, id),
            Result<Guid>.Done => new(name, Outcome.Updated, null, id),
            Result<Guid>.Invalid invalid => new(name, Outcome.Refused, $"{name}: {invalid.Errors[0].Message}", id),
            _ => new(name, Outcome.Refused, $"{name}: somebody published another version meanwhile. Try again.", id),
        };
    }

    private TemplateTest ProofOf(TemplateTestFile file, Guid templateId, string by)
    {
        var now = clock.Now();
        return new TemplateTest
        {
            Id = Ids.New(now),
            TemplateId = templateId,
            Name = file.Name ?? "",
            Network = file.Network ?? "",
            Organisation = file.Organisation ?? "",
            RenderedAt = file.At,
            ArticleJson = Json.Write(file.Article ?? new ArticleFields()),
            Expected = file.Expected ?? "",
            CreatedAt = now,
            CreatedBy = by,
        };
    }

    private static (string, string, string, DateTimeOffset, string, string) Compared(TemplateTest p) =>
        (p.Name, p.Network, p.Organisation, p.RenderedAt, p.ArticleJson, p.Expected);

    // Whoever made the zip is a stranger: its size is not believed, its paths lead nowhere, and nothing is written to the disk.
    private static (SortedDictionary<string, Dictionary<string, string>> Folders, List<Line> Lines)? Unpack(Stream stream)
    {
        var folders = new SortedDictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        var lines = new List<Line>();
        try
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read);
            if (zip.Entries.Count > MaxFiles)
            {
                return null;
            }

            foreach (var entry in zip.Entries.Where(e => !e.FullName.EndsWith('/')))
            {
                // name/file, or with the one folder around it that people zip along.
                var path = entry.FullName.Split('/');
                if (path is not ([_, _] or [_, _, _]) || path.Any(
                    p => p is "" or "." or ".." || p.Contains('\\', StringComparison.Ordinal) || p.Contains(':', StringComparison.Ordinal)))
                {
                    lines.Add(new(entry.FullName, Outcome.Refused, $"{entry.FullName}: it is in no template's folder.", null));
                    continue;
                }

                var (folder, file) = (path[^2], path[^1]);
                if (!TemplateFile.Knows(file))
                {
                    continue; // a README beside it is nobody's mistake
                }

                if (Text(entry) is not { } text)
                {
                    return null;
                }

                if (!folders.TryGetValue(folder, out var files))
                {
                    folders[folder] = files = new(StringComparer.Ordinal);
                }

                files[file] = text;
            }
        }
        catch (InvalidDataException)
        {
            return null; // not a zip, or a broken one: the answer says so
        }

        return (folders, lines);
    }

    private static string? Text(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        var buffer = new byte[MaxFile + 1];
        var read = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return read > MaxFile ? null : Encoding.UTF8.GetString(buffer, 0, read).TrimStart('\uFEFF');
    }
}
