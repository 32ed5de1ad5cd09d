using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;

namespace Engagement.Benchmarks;

/// <summary>
/// What a node takes of memory while programs push the longest articles there may be, all at once: the most that the system ever gave it
/// (<c>VmHWM</c>), as a process of its own. Each push is answered, and one that is told to come back comes back.
/// </summary>
internal static class MemoryBenchmark
{
    private const int Longest = 4_900_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    public static async Task RunAsync(string[] args)
    {
        var count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 200;
        if (!OperatingSystem.IsLinux())
        {
            Console.WriteLine("Where there is no /proc, it is not measured.");
            return;
        }

        using var folder = new TemporaryFolder();
        var key = (await EndedAsync(folder.Path, "api-key", "add", "--name", "Pushes", "--role", "Editor")).Trim().Split('\n')[^1];
        using var node = Start(folder.Path, "serve");
        try
        {
            var address = await AddressAsync(node);
            using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1000 })
                { BaseAddress = address, Timeout = Patience };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
            await http.GetStringAsync(new Uri("/api/v1/articles", UriKind.Relative));
            var before = Megabytes(node, "VmHWM");
            var answers = new List<(HttpStatusCode Status, double Seconds)>();
            var watch = Stopwatch.StartNew();
            await Task.WhenAll(Enumerable.Range(0, count).Select(i => PushAsync(http, i, answers)));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{count} pushes of {Longest / 1e6:0.0} MB at once: {watch.Elapsed.TotalSeconds:0} s, "
                    + $"{string.Join(", ", answers.CountBy(a => (int)a.Status).Select(s => $"{s.Value} x {s.Key}"))}, the slowest answer "
                    + $"{answers.Max(a => a.Seconds):0} s; {before} MB before, {Megabytes(node, "VmHWM")} MB at the most"));
            await IndexedAsync(node);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"until they are found by their words: {Megabytes(node, "VmHWM")} MB at the most, {Megabytes(node, "VmRSS")} MB then"));
        }
        finally
        {
            node.Kill(entireProcessTree: true);
        }
    }

    private static async Task PushAsync(HttpClient http, int number, List<(HttpStatusCode, double)> answers)
    {
        while (true)
        {
            var watch = Stopwatch.StartNew();
            using var body = new StreamContent(new Pushed(number).Open());
            body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var answer = await http.PostAsync(new Uri("/api/v1/articles", UriKind.Relative), body);
            lock (answers)
            {
                answers.Add((answer.StatusCode, watch.Elapsed.TotalSeconds));
            }

            if (answer.StatusCode == HttpStatusCode.Created)
            {
                return;
            }

            var wait = answer.Headers.RetryAfter?.Delta
                ?? throw new InvalidOperationException($"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
            await Task.Delay(wait);
        }
    }

    // That goes on for a while beside, and after: until the node hardly works any more.
    private static async Task IndexedAsync(Process node)
    {
        var watch = Stopwatch.StartNew();
        for (var (quiet, last) = (0, TimeSpan.Zero); quiet < 5 && watch.Elapsed < TimeSpan.FromMinutes(3);)
        {
            await Task.Delay(2000);
            node.Refresh();
            quiet = node.TotalProcessorTime - last < TimeSpan.FromMilliseconds(500) ? quiet + 1 : 0;
            last = node.TotalProcessorTime;
        }
    }

    private static long Megabytes(Process node, string what) =>
        long.Parse(File.ReadLines($"/proc/{node.Id}/status").First(l => l.StartsWith(what, StringComparison.Ordinal))
            .Split(':')[1].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) / 1024;

    private static async Task<Uri> AddressAsync(Process node)
    {
        while (await node.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.IndexOf("Now listening on: ", StringComparison.Ordinal) is >= 0 and var at)
            {
                _ = node.StandardOutput.ReadToEndAsync();
                return new Uri(line[(at + 18)..].Trim());
            }
        }

        throw new InvalidOperationException("It did not start.");
    }

    private static async Task<string> EndedAsync(string folder, params string[] line)
    {
        using var verb = Start(folder, line);
        var said = await verb.StandardOutput.ReadToEndAsync();
        await verb.WaitForExitAsync();
        return said;
    }

    private static Process Start(string folder, params string[] line)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Engagement.dll"), .. line])
            { RedirectStandardOutput = true, WorkingDirectory = folder };
        start.Environment["Engagement__DataDirectory"] = folder;
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        return Process.Start(start)!;
    }

    /// <summary>A push as it goes over the line; the same words over and over under another id.</summary>
    private sealed class Pushed(int number)
    {
        private static readonly string Words = Text();

        public Stream Open()
        {
            var body = $$"""{"externalId":"long-{{number}}","title":"Manual {{number}}","body":"{{Words}}"}""";
            return new MemoryStream(Encoding.UTF8.GetBytes(body), writable: false);
        }

        private static string Text()
        {
            var words = "printer network account password window folder server update screen cable button office letter".Split(' ');
            var (text, random) = (new StringBuilder(Longest), new Random(49));
            for (var line = 0; text.Length < Longest - 200; line++)
            {
                text.Append(line % 40 == 0 ? $@"\n\n## Chapter {line}\n\n" : line % 10 == 0 ? @"\n\n- " : " ");
                for (var i = 0; i < 12; i++)
                {
                    text.Append(words[random.Next(words.Length)]).Append(random.Next(100) < 5 ? random.Next(10_000) : "").Append(' ');
                }

                text.Append(line % 25 == 0 ? @"and [see there](https://docs.example.com/page).\n" : @"and **not** otherwise.\n");
            }

            return text.ToString();
        }
    }
}
