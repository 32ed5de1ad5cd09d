using System.IO.Compression;
using System.Text;
using Engagement.Data;
using Engagement.Features.Content.Templates.Proofs;

namespace Engagement.Features.Content.Templates.Files;

/// <summary>
/// Published templates as files, the retired ones too: a folder each, in a zip that is the same to the byte while nothing changes.
/// </summary>
internal sealed class ExportTemplates(Db db)
{
    // Zip wants a time, and the same templates shall make the same file: the first one it can say.
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="id">Only this one; null: all.</param>
    public async Task<byte[]?> ZipAsync(Guid? id, CancellationToken ct)
    {
        var files = await FilesAsync(id, ct);
        if (id is not null && files.Count == 0)
        {
            return null;
        }

        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var template in files)
            {
                foreach (var (file, text) in template.Files())
                {
                    var entry = zip.CreateEntry($"{template.Name}/{file}", CompressionLevel.Optimal);
                    entry.LastWriteTime = NoTime;
                    await using var stream = await entry.OpenAsync(ct);
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(text), ct);
                }
            }
        }

        return bytes.ToArray();
    }

    public async Task<IReadOnlyList<TemplateFile>> FilesAsync(Guid? id, CancellationToken ct)
    {
        var files = new List<TemplateFile>();
        foreach (var (template, name) in Named(await db.QueryAsync<TemplateRow>(TemplateSql.All, ct: ct))
            .Where(n => n.Template.Version > 0 && (id is null || n.Template.Id == id)))
        {
            var proofs = await db.QueryAsync<TemplateTest>(TemplateTestSql.OfTemplate, new { TemplateId = template.Id }, ct);
            files.Add(new TemplateFile(
                name,
                new TemplateAbout(template.Name, template.Kind, template.LengthClass, template.Description),
                template.Texts,
                template.SampleJson,
                [.. proofs.Select(p => new TemplateTestFile(p.Name, p.Network, p.Organisation, p.RenderedAt, p.Article, p.Expected))]));
        }

        return [.. files.OrderBy(f => f.Name, StringComparer.Ordinal)];
    }

    /// <summary>Each template's folder: as it came, or by its name; a name that is taken gets a number.</summary>
    public static IEnumerable<(TemplateRow Template, string Name)> Named(IReadOnlyList<TemplateRow> templates)
    {
        var taken = templates.Select(t => t.FileName ?? t.ShippedName).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var template in templates.OrderBy(t => t.CreatedAt).ThenBy(t => t.Id))
        {
            var name = template.FileName ?? template.ShippedName;
            if (name is null)
            {
                var wanted = TemplateFile.NameFor(template.Name);
                name = wanted;
                for (var n = 2; !taken.Add(name); n++)
                {
                    name = $"{wanted}-{n}";
                }
            }

            yield return (template, name);
        }
    }
}
