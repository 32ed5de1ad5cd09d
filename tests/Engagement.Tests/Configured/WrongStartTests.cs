using Engagement.Tests.Publishing.Deliveries.Crash;

namespace Engagement.Tests.Configured;

/// <summary>The real program with what cannot be: it ends by itself with a sentence, and nothing of our code in it.</summary>
public sealed class WrongStartTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(
        "serve", "SignIn__TriesPerMinute 'abc' is not a whole number|Publishing__PauseAfterSilence 'soon' is not a time",
        "SignIn__TriesPerMinute", "abc", "Publishing__PauseAfterSilence", "soon")]
    [InlineData("serve", "Engagement__DrainSeconds '-5' is not a number of seconds", "Engagement__DrainSeconds", "-5")]
    [InlineData("user list", "SignIn__SessionDays '0' is not a number of days", "SignIn__SessionDays", "0")]
    [InlineData(
        "migrate", "There is no setting SignIn__IdelHours; what it says is not heeded. "
            + "Is SignIn__IdleHours meant?|Health__MinFreeMegabytes 'lots' is",
        "SignIn__IdelHours", "9", "Health__MinFreeMegabytes", "lots")]
    [InlineData("health", "ASPNETCORE_URLS 'here' is no address to listen at", "ASPNETCORE_URLS", "here")]
    [InlineData(
        "backup ./never.db", "Database__Provider is SqlServer, but ConnectionStrings__Engagement is not set",
        "Database__Provider", "SqlServer")]
    public async Task A_wrong_setting_ends_it_with_1_before_anything_is_opened(string line, string sentences, params string[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("engagement-wrong-").FullName;
        using var run = EngagementProcess.Run(folder, line.Split(' '), settings: [.. settings.Chunk(2).Select(s => (s[0], s[1]))]);

        Assert.Equal(1, await run.ExitAsync(Patience));

        Says(run, sentences.Split('|'));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_certificate_that_is_missing_keeps_no_schema_from_being_brought_up()
    {
        var folder = Directory.CreateTempSubdirectory("engagement-wrong-").FullName;
        (string, string)[] settings =
            [("Keys__Certificate", "nowhere.p12"), ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://u:hush@otel.example.com")];
        using (var run = EngagementProcess.Run(folder, ["migrate"], settings: settings))
        {
            Assert.True(await run.ExitAsync(Patience) == 0, run.Output);
        }

        using (var run = EngagementProcess.Run(folder, ["user", "list"], settings: settings))
        {
            Assert.Equal(1, await run.ExitAsync(Patience));
            Says(run, ["Keys__Certificate 'nowhere.p12' is no file that is there."]);
        }

        using (var run = EngagementProcess.Run(folder, ["settings"], settings: settings[1..]))
        {
            Assert.Equal(0, await run.ExitAsync(Patience));
            Says(run, ["OTEL_EXPORTER_OTLP_ENDPOINT = https://otel.example.com"]);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_data_folder_that_is_a_file_and_a_port_that_is_taken_are_said()
    {
        var folder = Directory.CreateTempSubdirectory("engagement-wrong-").FullName;
        var file = Path.Combine(folder, "data");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        using (var run = EngagementProcess.Run(folder, ["serve"], settings: [("Engagement__DataDirectory", file)]))
        {
            Assert.Equal(1, await run.ExitAsync(Patience));
            Says(run, [$"Engagement__DataDirectory '{file}' is a file; it takes a folder."]);
        }

        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var url = $"http://{taken.LocalEndpoint}";
        var other = Path.Combine(folder, "other");
        using (var run = EngagementProcess.Run(folder, ["serve", "--urls", url], settings: [("Engagement__DataDirectory", other)]))
        {
            Assert.Equal(1, await run.ExitAsync(Patience));
            Says(run, ["It cannot listen (ASPNETCORE_URLS, serve --urls): ", url]);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_settings_file_that_is_no_JSON_is_named()
    {
        var folder = Directory.CreateTempSubdirectory("engagement-wrong-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "appsettings.json"), "{ \"SignIn\": ", TestContext.Current.CancellationToken);
        foreach (var verb in new[] { "serve", "migrate" })
        {
            using var run = EngagementProcess.Run(folder, [verb]);
            Assert.Equal(1, await run.ExitAsync(Patience));
            Says(run, [Path.Combine(folder, "appsettings.json")]);
        }

        Directory.Delete(folder, recursive: true);
    }

    private static void Says(EngagementProcess run, IEnumerable<string> sentences)
    {
        Assert.All(sentences, sentence => Assert.Contains(sentence, run.Output, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", run.Output, StringComparison.Ordinal);
    }
}
