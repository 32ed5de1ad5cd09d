using System.Text;
using Engagement.Features.Integrations.MailBridge.Reading;
using MimeKit;

namespace Engagement.Tests.Integrations.MailBridge;

/// <summary>
/// Mails as people's programs write them, in some fifty languages, each with the words that were meant (<c>Corpus</c>; a question mark
/// where
/// nobody can tell). All that was quoted in them has the number 4711 or an address in it.
/// </summary>
public sealed class QuotedCorpusTests(ITestOutputHelper output)
{
    private const string Mark = "\n--8<--\n";
    private const double Least = 0.97;

    // What the client wrote, as the product knows it.
    private static readonly KnownText Client = new(["My VPN does not work since Monday, order Zebra-4711.\nIt says error 5."]);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_quoted_is_published_and_nearly_all_is_cut_to_the_letter(bool isKnown)
    {
        var files = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Integrations", "MailBridge", "Corpus"), "*.mail")
            .Order(StringComparer.Ordinal)
            .ToList();
        Assert.True(files.Count >= 200);
        var (exact, doubts, leaks, wrong) = (0, 0, new List<string>(), new List<string>());
        foreach (var file in files)
        {
            var (expected, mail) = await ReadAsync(file);
            var content = MailContent.From(mail);
            var written = MailText.Of(content.Plain, content.Html, isKnown ? Client : KnownText.Nothing, mail.SenderName);
            if (written.Doubt is null && (written.Text.Contains("4711", StringComparison.Ordinal)
                || written.Text.Contains("desk@example", StringComparison.Ordinal)))
            {
                leaks.Add(Path.GetFileName(file));
            }

            doubts += written.Doubt is null ? 0 : 1;
            if (written.Doubt is null ? written.Text == expected : expected == "?")
            {
                exact++;
            }
            else
            {
                wrong.Add($"{Path.GetFileName(file)}: {written.Doubt ?? written.Text}");
            }
        }

        var which = isKnown ? "" : ", of which nothing was known before";
        output.WriteLine($"{files.Count} mails{which}: {exact} cut exactly, {doubts} left to a person, {leaks.Count} with quoted words.");
        output.WriteLine(string.Join('\n', wrong));
        Assert.Empty(leaks);
        Assert.True(exact >= files.Count * Least, $"{exact} of {files.Count}:\n{string.Join('\n', wrong)}");
    }

    private static async Task<(string Expected, IncomingMail Mail)> ReadAsync(string file)
    {
        var text = (await File.ReadAllTextAsync(file)).ReplaceLineEndings("\n");
        var at = text.IndexOf(Mark, StringComparison.Ordinal);
        using var bytes = new MemoryStream(Encoding.UTF8.GetBytes(text[(at + Mark.Length)..]));
        return (text[..at].Trim('\n'), await StreamedMail.ReadAsync(bytes, MailLimits.Mail, TestContext.Current.CancellationToken));
    }
}
