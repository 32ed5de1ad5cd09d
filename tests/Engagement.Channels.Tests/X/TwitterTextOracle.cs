using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Engagement.Channels.Tests.X;

/// <summary>
/// X's own published measure (npm's <c>twitter-text</c>), run in Node. Installed once, from the locked versions beside
/// this file, into the artifacts folder. Where there is no Node the tests are skipped; under CI they fail.
/// </summary>
public sealed class TwitterTextOracle : IAsyncLifetime
{
    private string _folder = "";
    private string? _whyNot;

    /// <summary>What X says of a text.</summary>
    /// <param name="Length">Weighted.</param>
    /// <param name="IsValid">May it be posted?</param>
    /// <param name="Links">From each start up to its end, in the text's composed form.</param>
    public sealed record Answer(int Length, bool IsValid, string Links);

    public async ValueTask InitializeAsync()
    {
        var source = Source();
        _folder = Path.GetFullPath(Path.Combine(source, "../../../../artifacts/twitter-text"));
        Directory.CreateDirectory(_folder);
        foreach (var file in (string[])["package.json", "package-lock.json", "oracle.mjs", "data.mjs"])
        {
            File.Copy(Path.Combine(source, file), Path.Combine(_folder, file), overwrite: true);
        }

        try
        {
            if (!File.Exists(Path.Combine(_folder, "node_modules/twitter-text/package.json")))
            {
                await RunAsync("npm", "", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
            }
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            // Not lost: every test tells it, as a reason to skip or, under CI, as a failure.
            _whyNot = $"npm's twitter-text cannot be installed here: {e.Message}";
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Called first by every test.</summary>
    public void MustRun()
    {
        if (Environment.GetEnvironmentVariable("CI") == "true" && _whyNot is not null)
        {
            Assert.Fail(_whyNot);
        }

        Assert.SkipWhen(_whyNot is not null, _whyNot ?? "");
    }

    /// <summary>Measures all texts in one go.</summary>
    public async Task<IReadOnlyList<Answer>> AskAsync(IReadOnlyList<string> texts)
    {
        var lines = new StringBuilder();
        foreach (var text in texts)
        {
            lines.AppendJoin("", text.Select(c => ((int)c).ToString("x4", CultureInfo.InvariantCulture))).Append('\n');
        }

        var said = await RunAsync("node", lines.ToString(), "oracle.mjs");
        return [.. said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
        {
            var parts = line.Split(' ');
            return new Answer(int.Parse(parts[0], CultureInfo.InvariantCulture), parts[1] == "1", string.Join(' ', parts[2..]));
        })];
    }

    /// <summary>The lists, written anew from X's libraries.</summary>
    public async Task<string> WriteDataAsync()
    {
        var folder = Path.Combine(_folder, "data");
        Directory.CreateDirectory(folder);
        await RunAsync("node", "", "data.mjs", folder);
        return folder;
    }

    private async Task<string> RunAsync(string program, string input, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await error}");
    }

    private static string Source([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "twitter-text");
}
