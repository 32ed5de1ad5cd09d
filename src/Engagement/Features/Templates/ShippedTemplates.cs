using System.Reflection;
using Engagement.Data;

namespace Engagement.Features.Templates;

/// <summary>A template that comes with the product: <c>templates/&lt;name&gt;/</c>, with sample data beside it.</summary>
internal sealed record ShippedTemplate(string Name, ShippedAbout About, string Body, ArticleFields Sample);

/// <summary><c>about.json</c>.</summary>
internal sealed record ShippedAbout(string Title, string Kind, string LengthClass, string Description);

/// <summary>Brings the shipped templates into the database at start: new ones are added, unedited ones follow the files, edited ones are left alone.</summary>
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
        var now = clock.Now();
        if (await tx.OneAsync<TemplateRow>(TemplateSql.ByShippedName, new { ShippedName = shipped.Name }, ct) is not { } known)
        {
            var row = new
            {
                Id = Ids.New(now),
                Name = shipped.About.Title,
                ShippedName = shipped.Name,
                shipped.About.Kind,
                shipped.About.LengthClass,
                shipped.About.Description,
                Number = 1,
                shipped.Body,
                Note = "Came with the product.",
                IsShipped = true,
                By,
                Now = now,
            };
            await tx.ExecuteAsync(TemplateSql.Insert, row, ct);
            await tx.ExecuteAsync(TemplateSql.InsertVersion, row, ct);
            return;
        }

        var current = await tx.OneAsync<TemplateVersionRow>(TemplateSql.ReadVersion, new { known.Id, Number = known.Version }, ct);
        if (current is { IsShipped: true } && current.Body != shipped.Body)
        {
            var row = new
            {
                known.Id,
                Name = shipped.About.Title,
                shipped.About.Description,
                known.Version,
                Number = known.Version + 1,
                shipped.Body,
                Note = "Came with an update of the product.",
                IsShipped = true,
                By,
                Now = now,
            };
            if (await tx.ExecuteAsync(TemplateSql.Publish, row, ct) == 1)
            {
                await tx.ExecuteAsync(TemplateSql.InsertVersion, row, ct);
            }
        }
    }

    private static IReadOnlyList<ShippedTemplate> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        string Text(string resource)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)
                ?? throw new InvalidOperationException($"{resource} is missing from the executable."));
            return reader.ReadToEnd().ReplaceLineEndings("\n");
        }

        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("templates/", StringComparison.Ordinal) && name.EndsWith("/template.scriban", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => name["templates/".Length..^"/template.scriban".Length])
            .Select(name => new ShippedTemplate(
                name,
                Json.Read<ShippedAbout>(Text($"templates/{name}/about.json")),
                Text($"templates/{name}/template.scriban").TrimEnd(),
                Json.Read<ArticleFields>(Text($"templates/{name}/sample.json"))))];
    }
}
