using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Engagement.Data;
using Engagement.Features.Content.Templates.Files;
using Engagement.Features.Content.Templates.Proofs;

namespace Engagement.Features.Content.Templates;

/// <summary>A template that comes with the product: <c>templates/&lt;name&gt;/</c>, with sample data and proofs beside it.</summary>
internal sealed record ShippedTemplate(TemplateFile File, ArticleFields Sample)
{
    public string Name => File.Name;

    public TemplateAbout About => File.About;

    public string Body => File.Texts.Body;

    /// <summary>Which words these are, for whoever has said that they do not want them.</summary>
    public string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Json.Write(File.Texts.All))));
}

/// <summary>
/// Brings the shipped templates into the database at start: new ones are added, unedited ones follow the files, edited ones are left alone,
/// and what the product says now is offered beside them (<see cref="TakeShipped"/>).
/// </summary>
internal sealed class ShippedTemplates(Db db, TimeProvider clock)
{
    private const string By = "Engagement";

    public static IReadOnlyList<ShippedTemplate> All { get; } = Load();

    /// <summary>An article to try templates on where there is none yet.</summary>
    public static ArticleFields Sample => All.First(t => t.Name == "short-with-link").Sample;

    public async Task InstallAsync(CancellationToken ct)
    {
        foreach (var shipped in All)
        {
            await db.InTransactionAsync(tx => InstallAsync(tx, shipped, ct), ct);
        }
    }

    private async Task InstallAsync(Tx tx, ShippedTemplate shipped, CancellationToken ct)
    {
        var known = await tx.OneAsync<TemplateRow>(TemplateSql.ByShippedName, new { ShippedName = shipped.Name }, ct);
        if (known is null)
        {
            var row = Row(shipped, Ids.New(clock), 0, "Came with the product.");
            await tx.ExecuteAsync(TemplateSql.Insert, row, ct);
            await tx.ExecuteAsync(TemplateSql.InsertVersion, row, ct);
            await ProofsAsync(tx, shipped, row.Id, ct);
            return;
        }

        if (known.SampleJson != shipped.File.SampleJson)
        {
            await tx.ExecuteAsync(TemplateSql.SetSample, new { known.Id, shipped.File.SampleJson }, ct);
        }

        var current = await tx.OneAsync<TemplateVersionRow>(TemplateSql.ReadVersion, new { known.Id, Number = known.Version }, ct);
        if (current is { IsShipped: true } && !current.Texts.SaysTheSameAs(shipped.File.Texts))
        {
            var row = Row(shipped, known.Id, known.Version, "Came with an update of the product.");
            if (await tx.ExecuteAsync(TemplateSql.Publish, row, ct) == 1)
            {
                await tx.ExecuteAsync(TemplateSql.InsertVersion, row, ct);
                await ProofsAsync(tx, shipped, known.Id, ct);
            }
        }
        else if (current is { IsShipped: true } && !await HasProofsAsync(tx, shipped, known.Id, ct))
        {
            await ProofsAsync(tx, shipped, known.Id, ct);
        }
    }

    private static async Task<bool> HasProofsAsync(Tx tx, ShippedTemplate shipped, Guid id, CancellationToken ct)
    {
        static string Key(string name, string network, string expected) => $"{name}\n{network}\n{expected}";
        var here = (await tx.QueryAsync<TemplateTest>(TemplateTestSql.OfTemplate, new { TemplateId = id }, ct))
            .Where(p => p.CreatedBy == By).Select(p => Key(p.Name, p.Network, p.Expected));
        return here.ToHashSet(StringComparer.Ordinal).SetEquals(shipped.File.Proofs.Select(p => Key(p.Name, p.Network, p.Expected)));
    }

    private VersionParameters Row(ShippedTemplate shipped, Guid id, int version, string note) => new(
        id, shipped.About.Title, shipped.Name, shipped.Name, shipped.File.SampleJson,
        shipped.About.Kind, shipped.About.LengthClass, shipped.About.Description, "Active",
        version, version + 1, shipped.Body, shipped.File.Texts.Language,
        shipped.File.Texts.OthersJson, note, null, IsShipped: true, By, clock.Now());

    // Those that came with the words before say nothing of these; what people added stays.
    private async Task ProofsAsync(Tx tx, ShippedTemplate shipped, Guid id, CancellationToken ct)
    {
        var now = clock.Now();
        await tx.ExecuteAsync(RemoveOurs, new { TemplateId = id, By }, ct);
        foreach (var proof in shipped.File.Proofs)
        {
            await tx.ExecuteAsync(TemplateTestSql.Insert, new TemplateTest
            {
                Id = Ids.New(now),
                TemplateId = id,
                Name = proof.Name,
                Network = proof.Network,
                ArticleJson = Json.Write(proof.Article),
                Organisation = proof.Organisation,
                RenderedAt = proof.At,
                Expected = proof.Expected,
                CreatedAt = now,
                CreatedBy = By,
            }, ct);
        }
    }

    private static readonly Sql RemoveOurs = Sql.Portable("delete from TemplateProofs where TemplateId = @TemplateId and CreatedBy = @By");

    private sealed record VersionParameters(
        Guid Id, string Name, string ShippedName, string FileName, string? SampleJson,
        string Kind, string LengthClass, string Description, string State,
        int Version, int Number, string Body, string Language, string? TextsJson,
        string Note, string? Reason, bool IsShipped, string By, DateTimeOffset Now);

    private static IReadOnlyList<ShippedTemplate> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        string Text(string resource)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            return reader.ReadToEnd().ReplaceLineEndings("\n");
        }

        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("templates/", StringComparison.Ordinal))
            .Select(name => (Resource: name, Path: name.Split('/')))
            .Where(r => r.Path.Length == 3)
            .GroupBy(r => r.Path[1])
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => TemplateFile.From(g.Key, g.ToDictionary(r => r.Path[2], r => Text(r.Resource))))
            .Select(file => new ShippedTemplate(file, file.SampleJson is null
                ? new ArticleFields()
                : Json.Read<ArticleFields>(file.SampleJson)))];
    }
}
