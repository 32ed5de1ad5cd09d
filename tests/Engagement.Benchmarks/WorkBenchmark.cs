using System.Diagnostics;
using System.Globalization;
using System.Text;
using Engagement.Channels.Text;
using Engagement.Features.Content.Knowledge;
using Engagement.Features.Content.Knowledge.Feeds;
using Engagement.Features.Content.Knowledge.Reading;
using Engagement.Features.Integrations.MailBridge.Reading;
using Engagement.Tests;

namespace Engagement.Benchmarks;

/// <summary>
/// Texts that are made to be work: how the time grows when they are twice and four times as long, in the same run. What grows with its
/// length takes four times as long; what does not is seen as sixteen. A reader refuses what would be too much, which ends the growth.
/// </summary>
internal static class WorkBenchmark
{
    // Four times this is more than anything is read whole.
    private const int Shortest = 100_000;

    // Below this a time is the collector's and the scheduler's, not the text's.
    private const double Least = 40;

    private static readonly Uri Here = new("https://blog.example.com/feed.xml");

    public static Task RunAsync(string[] args)
    {
        var shortest = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : Shortest;
        Measure("Markdown as an article", HostileText.Markdown, shortest, text => ArticleDraft.FromMarkdown(text));
        Measure("HTML as an article", HostileText.Html, shortest, text => ArticleDraft.FromHtml(text, Here.AbsoluteUri));
        Measure("HTML as an entry of a feed", HostileText.Html, shortest,
            text => Feed.Read(Encoding.UTF8.GetBytes($"<rss><channel><item><description>{text}"), Here));
        Measure("HTML of a network", HostileText.Html, shortest, text => HtmlWords.Of(text));
        Measure("HTML of a mail", HostileText.Html, shortest, html => HtmlMail.Strip(html));
        return Task.CompletedTask;
    }

    private static void Measure(string reader, IReadOnlyDictionary<string, Func<int, string>> shapes, int shortest, Func<string,
        object?> read)
    {
        var growth = new List<(string Shape, double Ratio)>();
        var slowest = (Shape: "", Milliseconds: 0.0);
        var refused = 0;
        foreach (var (shape, text) in shapes)
        {
            Time(text(1000), read);
            var times = new double[3];
            var wasRefused = false;
            for (var i = 0; i < 3; i++)
            {
                (times[i], wasRefused) = Time(text(shortest << i), read);
                slowest = times[i] > slowest.Milliseconds ? (shape, times[i]) : slowest;
            }

            refused += wasRefused ? 1 : 0;
            if (!wasRefused && times[2] >= Least)
            {
                growth.Add((shape, times[2] / Math.Max(times[0], 1)));
            }
        }

        growth.Sort((a, b) => b.Ratio.CompareTo(a.Ratio));
        var worst = growth.Count == 0 ? "none long enough to tell"
            : string.Join(", ", growth.Take(3).Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Ratio:0.0} ({g.Shape})")));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{reader}: {shapes.Count} shapes of {shortest:N0} to {4 * shortest:N0} characters, {refused} refused at the longest; "
                + $"slowest {slowest.Milliseconds:0} ms ({slowest.Shape}), target 2,000; four times as long takes at the most "
                + $"{worst} times, 4 is linear"));
    }

    // The best of three: what else the machine does is not the text's.
    private static (double Milliseconds, bool WasRefused) Time(string text, Func<string, object?> read)
    {
        var (best, refused) = (double.MaxValue, false);
        for (var i = 0; i < 3; i++)
        {
            var watch = Stopwatch.StartNew();
            try
            {
                read(text);
            }
            catch (ArticleException)
            {
                refused = true;
            }

            best = Math.Min(best, watch.Elapsed.TotalMilliseconds);
        }

        return (best, refused);
    }
}
