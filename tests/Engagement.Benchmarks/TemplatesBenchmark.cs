using System.Diagnostics;
using Engagement.Channels;
using Engagement.Features.Content.Templates;
using Engagement.Features.Content.Templates.Worst;
using Scriban;
using Scriban.Runtime;

namespace Engagement.Benchmarks;

/// <summary>
/// How fast templates are rendered in the sandbox: at least half as fast as bare Scriban with the same template and the same values,
/// compiled once, on the same machine in the same run; short rounds take turns. Then, how long it takes to find the worst of 2,000 articles
/// on four networks.
/// </summary>
internal static class TemplatesBenchmark
{
    private const int Rounds = 15;
    private const int Articles = 2_000;
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(300);

    // Only what both have: fields and Scriban's own functions.
    private const string Plain =
        """
        {{ article.title | string.truncate 90 }}

        {{ if network.limit > 900 -}}
        {{ article.summary }}

        {{ for tag in article.tags }}{{ tag | string.capitalize }}{{ if !for.last }}, {{ end }}{{ end }}
        {{ else -}}
        {{ article.summary | string.truncate 180 }}

        {{ end -}}
        {{ link }}
        """;

    public static async Task RunAsync(string[] args)
    {
        using var place = new TemporaryFolder();
        await using var services = BenchmarkApp.Services(place.Path);
        var channels = services.GetRequiredService<ChannelCatalog>();
        var engine = services.GetRequiredService<TemplateEngine>();
        var subject = new TemplateSubject(ShippedTemplates.Sample, channels["mastodon"]) { Link = ShippedTemplates.Sample.Url };

        Compare("fields and Scriban's functions", Plain, engine, subject, null);
        var shipped = ShippedTemplates.All.First(t => t.Name == "short-with-link");
        Compare("a shipped template; for bare Scriban, cutting is string.truncate", shipped.Body, engine, subject, BareFunctions());
        Compare("the same and fitted to its network", shipped.Body, engine, subject, BareFunctions(), fitted: true);

        // Each as long as another: some fit everywhere, some nowhere.
        await using var scope = services.CreateAsyncScope();
        var find = scope.ServiceProvider.GetRequiredService<CheckTemplate>();
        var articles = Enumerable.Range(0, Articles).Select(i => ShippedTemplates.Sample with
        {
            Id = Guid.NewGuid(),
            Title = $"{ShippedTemplates.Sample.Title} {i}",
            Summary = string.Join(' ', Enumerable.Repeat(ShippedTemplates.Sample.Summary, 1 + (i % 8))),
        }).ToList();
        foreach (var template in ShippedTemplates.All.Where(t => t.About.Kind == TemplateKinds.Post))
        {
            find.Try(TemplateKinds.Post, template.File.Texts, articles[..100], new Brand(), -1, CancellationToken.None);
            var times = Enumerable.Range(0, 5).Select(_ =>
            {
                var watch = Stopwatch.StartNew();
                var found = find.Try(TemplateKinds.Post, template.File.Texts, articles, new Brand(), -1, CancellationToken.None);
                return (watch.Elapsed.TotalSeconds, found.Tried);
            }).Order().ToList();
            Say($"worst of {times[0].Tried} articles on {channels.All.Count} networks, {template.Name}: {times[2].TotalSeconds:0.00} s "
                + $"(from {times[0].TotalSeconds:0.00} to {times[4].TotalSeconds:0.00}) on {Environment.ProcessorCount} cores; "
                + $"target 2.00");
        }
    }

    private static void Compare(
        string what, string body, TemplateEngine engine, TemplateSubject subject, ScriptObject? functions, bool fitted = false)
    {
        var template = Template.Parse(body);
        var write = new WriteWords(engine);
        string Bare()
        {
            var context = new TemplateContext();
            if (functions is not null)
            {
                context.PushGlobal(functions);
            }

            context.PushGlobal(BareFields(subject));
            return template.Render(context);
        }

        string Ours() => fitted
            ? write.Run(body, subject).Text!
            : engine.Render(body, subject, text => text.Length > 180 ? text[..180] : text).Text!;
        if (Bare().Length < 50 || Ours().Length < 50)
        {
            throw new InvalidOperationException("One of them renders nothing.");
        }

        Rate(Bare);
        Rate(Ours);
        var pairs = Enumerable.Range(0, Rounds).Select(_ => (Bare: Rate(Bare), Ours: Rate(Ours))).ToList();
        var shares = pairs.Select(p => p.Ours / p.Bare).Order().ToList();
        Say($"{what}: bare Scriban {Median(pairs.Select(p => p.Bare)):0} a second, in the sandbox {Median(pairs.Select(p => p.Ours)):0}: "
            + $"{Median(shares):0.00} of it (from {shares[0]:0.00} to {shares[^1]:0.00}){(fitted ? "" : "; target 0.50")}");
    }

    private static double Rate(Func<string> render)
    {
        var (count, watch) = (0, Stopwatch.StartNew());
        while (watch.Elapsed < Round)
        {
            for (var i = 0; i < 50; i++)
            {
                render();
            }

            count += 50;
        }

        return count / watch.Elapsed.TotalSeconds;
    }

    private static ScriptObject BareFields(TemplateSubject subject) => new()
    {
        ["article"] = new ScriptObject
        {
            ["title"] = subject.Article.Title,
            ["summary"] = subject.Article.Summary,
            ["text"] = subject.Article.Text,
            ["tags"] = new ScriptArray(subject.Article.Tags),
            ["updated"] = subject.Article.Updated.UtcDateTime,
        },
        ["network"] = new ScriptObject { ["name"] = subject.Channel.Facts.Name, ["limit"] = 500 },
        ["link"] = subject.Link,
    };

    private static ScriptObject BareFunctions()
    {
        var functions = new ScriptObject();
        functions.Import("shorten", (string text, int most) => text.Length > most ? text[..most] : text);
        functions.Import("fit", (string text) => text.Length > 180 ? text[..180] : text);
        return functions;
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);

    private static void Say(InvariantText text) => Console.WriteLine(text.ToString());
}
