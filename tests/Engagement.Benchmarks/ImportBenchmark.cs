using System.Diagnostics;
using System.Globalization;
using Engagement.Data;
using Engagement.Features.Content.Knowledge;
using Engagement.Features.Content.Knowledge.Reading;
using Engagement.Host;

namespace Engagement.Benchmarks;

/// <summary>
/// At least 2,000 articles are taken in within 15 s on two cores. Baseline: only reading and parsing the same files, one after the other.
/// Without a folder, the demo's articles are written out a hundred times with other words in them.
/// </summary>
internal static class ImportBenchmark
{
    private const int Copies = 100;
    private static readonly Uri Site = new("https://help.example.com/");

    public static async Task RunAsync(string[] args)
    {
        using var place = new TemporaryFolder();
        var folder = args is [var given, ..] ? given : WriteArticles(Path.Combine(place.Path, "articles"));
        var files = FolderFiles.In(folder).Articles;

        var watch = Stopwatch.StartNew();
        var parsed = 0;
        foreach (var file in files)
        {
            parsed += Parses(file) ? 1 : 0;
        }

        var baseline = watch.Elapsed;

        await using var app = BenchmarkApp.Services(Path.Combine(place.Path, "data"));
        await EngagementApp.MigrateAsync(app, BenchmarkApp.Configuration, CancellationToken.None);
        await using var scope = app.CreateAsyncScope();
        var import = scope.ServiceProvider.GetRequiredService<ImportFolder>();
        watch.Restart();
        var first = Verbs.Expect(await import.RunAsync(new(folder, Site.ToString())));
        var all = watch.Elapsed;
        watch.Restart();
        var second = Verbs.Expect(await import.RunAsync(new(folder)));
        var again = watch.Elapsed;

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{files.Count} files, {parsed} of them articles"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"baseline, read and parse only: {baseline.TotalSeconds:0.00} s"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"import: {all.TotalSeconds:0.00} s ({first.Created} created, "
            + $"{first.Failed} failed), {all / baseline:0.00} of the baseline; target for 2,000: 15 s"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"again: {again.TotalSeconds:0.00} s ({second.Unchanged} unchanged), {again / baseline:0.00} of the baseline"));
    }

    private static bool Parses(FolderFile file)
    {
        try
        {
            return ArticleFile.Read(file.Path, File.ReadAllBytes(file.FullPath), Site).Title.Length > 0;
        }
        catch (ArticleException)
        {
            return false; // The import counts it as failed.
        }
    }

    /// <summary>So many articles as the demo has, a hundred times over with other words in them.</summary>
    internal static string WriteArticles(string folder)
    {
        Directory.CreateDirectory(folder);
        var assembly = typeof(EngagementApp).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.EndsWith(".md", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            var words = reader.ReadToEnd();
            for (var copy = 0; copy < Copies; copy++)
            {
                File.WriteAllText(Path.Combine(folder, $"{copy}-{name.Replace('/', '-')}"), $"{words}\nThis is edition {copy}.\n");
            }
        }

        return folder;
    }
}
