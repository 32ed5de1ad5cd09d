using System.IO.Compression;
using System.Text;
using Engagement.Data;
using Engagement.Features.Content.Templates;
using Engagement.Features.Content.Templates.Files;
using Engagement.Tests.Data;

namespace Engagement.Tests.Content.Templates.Files;

public sealed class FilesTests
{
    [Theory, OnEachDatabase]
    internal async Task The_shipped_templates_come_out_as_they_lie_in_the_repository_to_the_byte(Dialect dialect)
    {
        await using var room = await TemplateRoom.OpenAsync(dialect);

        var written = (await room.Export.FilesAsync(null, Stop))
            .SelectMany(t => t.Files().Select(f => ($"{t.Name}/{f.File}", f.Text))).ToDictionary();

        var assembly = typeof(ShippedTemplates).Assembly;
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.StartsWith("templates/", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            Assert.Equal(await reader.ReadToEndAsync(Stop), written[resource["templates/".Length..]]);
        }
    }

    [Theory, OnEachDatabase]
    internal async Task What_was_exported_comes_back_unchanged_and_into_an_empty_desk_as_it_was(Dialect dialect)
    {
        await using var room = await TemplateRoom.OpenAsync(dialect);
        var texts = TemplateTexts.Of("de", "Hallo {{ link }}", [new("en", "Hello {{ link }}"), new("pt-BR", "Olá {{ link }}")]);
        var id = Assert.IsType<Result<Guid>.Done>(await room.Save.RunAsync(
            new(null, 0, "Grüße & Tipps", "post", "short", "Für alle", texts, "First", null, "Maria"), Stop)).Value;
        Assert.IsType<Result<int>.Done>(await room.SaveTemplateTest.RunAsync(new(id, null, ["x", "linkedin"], "Ein Telefon", "Maria"),
            Stop));
        var zip = (await room.Export.ZipAsync(null, Stop))!;
        Assert.Equal(zip, await room.Export.ZipAsync(null, Stop));

        Assert.All(await ImportAsync(room, zip), line => Assert.Equal(ImportTemplates.Outcome.Unchanged, line.Outcome));

        await using var other = await TemplateRoom.OpenAsync(dialect);
        Assert.Equal("gr-e-tipps",
            Assert.Single(await ImportAsync(other, zip), line => line.Outcome == ImportTemplates.Outcome.Added).Name);
        Assert.Equal(zip, await other.Export.ZipAsync(null, Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task Changed_words_become_a_new_version_and_what_fails_its_proofs_is_refused_whole(Dialect dialect)
    {
        await using var room = await TemplateRoom.OpenAsync(dialect);
        var about = """{"title":"Tip","kind":"post","lengthClass":"short","description":""}""";
        Assert.Equal(ImportTemplates.Outcome.Added,
            Assert.Single(await ImportAsync(room, Zip(("tip/about.json", about), ("tip/template.scriban", "Tip: {{ article.title }} {{ "
                + "link }}\n")))).Outcome);

        var updated = Assert.Single(await ImportAsync(room, Zip(("mine/tip/about.json", about),
            ("mine/tip/template.scriban", "A tip: {{ article.title }} {{ link }}\n"), ("mine/README.md", "not ours"))));
        Assert.Equal(ImportTemplates.Outcome.Updated, updated.Outcome);
        Assert.Equal(2, (await room.Db.OneAsync<TemplateRow>(TemplateSql.Read, new { Id = updated.Id }, Stop))!.Version);

        var proofs = """
            [{"name":"Phone","network":"x","organisation":"","at":"2026-11-24T09:00:00+00:00",
              "article":{"title":"A phone","url":"https://help.example/p"},"expected":"something else"}]
            """;
        var refused = Assert.Single(await ImportAsync(room,
            Zip(("tip/about.json", about), ("tip/template.scriban", "New: {{ article.title }} {{ link }}"), ("tip/proofs.json", proofs))));
        Assert.Equal(ImportTemplates.Outcome.Refused, refused.Outcome);
        Assert.Contains("proofs.json", refused.Why, StringComparison.Ordinal);
        Assert.Equal(2, (await room.Db.OneAsync<TemplateRow>(TemplateSql.Read, new { Id = updated.Id }, Stop))!.Version);
    }

    [Theory, OnEachDatabase]
    internal async Task Hostile_and_broken_zips_are_refused_with_the_file_named_and_the_rest_is_taken(Dialect dialect)
    {
        await using var room = await TemplateRoom.OpenAsync(dialect);
        var about = """{"title":"Tip","kind":"post","lengthClass":"short","description":""}""";

        Assert.IsType<Result<IReadOnlyList<ImportTemplates.Line>>.Invalid>(
            await room.Import.RunAsync(new MemoryStream("not a zip"u8.ToArray()), "Maria", Stop));

        // 600 KB of the same letter are some hundred bytes in a zip.
        Assert.IsType<Result<IReadOnlyList<ImportTemplates.Line>>.Invalid>(await room.Import.RunAsync(
            new MemoryStream(Zip(("tip/about.json", about), ("tip/template.scriban", new string('a', 600_000)))), "Maria", Stop));

        var lines = await ImportAsync(room, Zip(
            ("../../etc/about.json", about),
            ("..\\up/about.json", about),
            ("C:/x/about.json", about),
            ("broken/about.json", "{ \"title\": 3 }"), ("broken/template.scriban", "x"),
            ("half/about.json", about),
            ("wrong/about.json", about), ("wrong/template.scriban", "{{ if }}"),
            ("good/about.json", about), ("good/template.scriban", "Tip {{ link }}")));
        Assert.Equal(["good"], lines.Where(l => l.Outcome == ImportTemplates.Outcome.Added).Select(l => l.Name));
        Assert.Contains("in no template's folder", lines.Single(l => l.Name == "../../etc/about.json").Why, StringComparison.Ordinal);
        Assert.Contains("broken/about.json", lines.Single(l => l.Name == "broken").Why, StringComparison.Ordinal);
        Assert.Contains("half/template.scriban: It is missing.", lines.Single(l => l.Name == "half").Why, StringComparison.Ordinal);
        Assert.Contains("Line 1", lines.Single(l => l.Name == "wrong").Why, StringComparison.Ordinal);
        Assert.Equal(6, lines.Count(l => l.Outcome == ImportTemplates.Outcome.Refused));
    }

    private static async Task<IReadOnlyList<ImportTemplates.Line>> ImportAsync(TemplateRoom room, byte[] zip) =>
        Assert.IsType<Result<IReadOnlyList<ImportTemplates.Line>>.Done>(
            await room.Import.RunAsync(new MemoryStream(zip), "Maria", Stop)).Value;

    private static byte[] Zip(params (string Path, string Text)[] files)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, text) in files)
            {
                using var stream = zip.CreateEntry(path).Open();
                stream.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return bytes.ToArray();
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
