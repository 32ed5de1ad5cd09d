using System.Text;
using Engagement.Features.Integrations.MailBridge.Reading;

namespace Engagement.Tests.Integrations.MailBridge;

/// <summary>Mails that were made to break whoever reads them: each ends, with its words or with a clear no.</summary>
public sealed class HostileMailTests(ITestOutputHelper output)
{
    // One reading has 2 s on a machine of its own. Here are four, in a build that is not optimised, beside other tests.
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(30);

    private const string Head = "From: Jo <jo@other.example>\r\nSubject: Re: it\r\nMessage-ID: <h@other.example>\r\nMIME-Version: 1.0\r\n";

    [Fact]
    public async Task Of_a_mail_longer_than_the_limit_the_beginning_is_read_and_its_words_are_there()
    {
        var start = $"{Head}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nOff and on.\r\n--b\r\n"
            + $"Content-Type: video/mp4; name=film.mp4\r\n\r\n";
        using var endless = new Endless(start, $"{new string('x', 76)}\r\n");
        var content = MailContent.From(await StreamedMail.ReadAsync(endless, MailLimits.Mail, Stop));

        Assert.Equal("Off and on.", content.Plain.Trim());
        Assert.Contains(content.Attachments, a => a.StartsWith("film.mp4 (6", StringComparison.Ordinal));
        Assert.Contains(content.Notes, n => n.Contains("first 64 MB", StringComparison.Ordinal));
        Assert.InRange(endless.Given, MailLimits.Mail, MailLimits.Mail + 1);
    }

    [Fact]
    public async Task Of_a_text_without_end_the_beginning_is_kept()
    {
        var content = await ReadAsync($"{Head}Content-Type: text/plain\r\n\r\n"
            + string.Concat(Enumerable.Repeat("More and more words.\r\n", 100_000)));
        Assert.InRange(content.Plain.Length, 1, MailLimits.Letters);
        Assert.NotEmpty(content.Notes);
    }

    [Theory]
    [InlineData("multipart/mixed")]
    [InlineData("message/rfc822")]
    public async Task Parts_in_parts_without_end_are_read_so_far_and_the_rest_is_said(string type)
    {
        var mail = new StringBuilder(Head).Append(
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nOff and on.\r\n--b\r\n");
        for (var i = 0; i < 3000; i++)
        {
            mail.Append(System.Globalization.CultureInfo.InvariantCulture, $"Content-Type: {type}; boundary=b{i}\r\n\r\n")
                .Append(type[1] == 'u' ? $"--b{i}\r\n" : "");
        }

        var content = await ReadAsync(mail.ToString());
        Assert.Equal("Off and on.", content.Plain.Trim());
        Assert.NotEmpty(content.Notes.Concat(content.Attachments));
    }

    [Fact]
    public async Task Many_parts_are_counted_and_too_many_are_refused()
    {
        var some = await ReadAsync(Parts(1000));
        Assert.Contains(some.Notes, n => n.Contains("more parts were not looked at", StringComparison.Ordinal));
        Assert.Equal(MailLimits.Names + 1, some.Attachments.Count);
        await Assert.ThrowsAsync<FormatException>(() => ReadAsync(Parts(20_000)));
    }

    [Theory]
    [InlineData("X-Long: ", "x")]
    [InlineData("X-Folded: a", "\r\n aaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("", "no header at all ")]
    public async Task Headers_without_end_are_refused(string start, string again)
    {
        using var endless = new Endless(start, again);
        await Assert.ThrowsAsync<FormatException>(() => StreamedMail.ReadAsync(endless, MailLimits.Mail, Stop));
        Assert.InRange(endless.Given, 0, 4 * 1024 * 1024);
    }

    [Fact]
    public async Task Noise_is_a_mail_or_is_none_and_nothing_else()
    {
        var random = new Random(7);
        var whole = Encoding.UTF8.GetBytes(Parts(5) + "begin 644 x\r\n" + Head);
        for (var round = 0; round < 2000; round++)
        {
            var bytes = whole[..random.Next(whole.Length)];
            for (var i = random.Next(20); i > 0 && bytes.Length > 0; i--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            try
            {
                using var stream = new MemoryStream(bytes);
                var mail = await StreamedMail.ReadAsync(stream, MailLimits.Mail, Stop);
                var content = MailContent.From(mail);
                Assert.NotNull(MailText.Of(content.Plain, content.Html, KnownText.Nothing, mail.SenderName).Text);
                Assert.Equal(64, mail.Hash.Length);
                _ = AutomaticMail.Why(mail);
                _ = DeliveryReport.From(mail, content);
            }
            catch (FormatException)
            {
                // Said to be no mail.
            }
        }
    }

    [Theory]
    [InlineData("a:\n")]
    [InlineData("On Mon, 30 Nov 2026 at 09:55 a@b.example wrote\n")]
    [InlineData("On Mon,\n")]
    [InlineData(">")]
    [InlineData("> a\nb\n")]
    [InlineData("From: a\n")]
    [InlineData("-- \n")]
    [InlineData("--\na\n")]
    [InlineData("----- a b c d -----\n")]
    [InlineData("@")]
    [InlineData("<a@")]
    [InlineData("* * *\n")]
    [InlineData("From: a\nDate: 30.11.2026\nTo: b\n")]
    [InlineData("Abc: a@b\n")]
    [InlineData("CAUTION: from outside a\n")]
    [InlineData("[EXTERNAL] ")]
    [InlineData("antwort a antwort über \n")]
    [InlineData("i am i am on \n")]
    [InlineData("this e-mail a\n\n")]
    [InlineData("-----BEGIN PGP SIGNED MESSAGE-----\n")]
    [InlineData("https://a.example ")]
    [InlineData("<b style='color:#fff;font-size:0'>a")]
    [InlineData("\u200b\u202e")]
    public void Text_that_looks_like_quotes_all_over_is_judged_to_its_end(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, MailLimits.Letters / piece.Length));
        var known = new KnownText([text]);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.NotNull(QuotedText.Strip(text, known, "Jo").Text);
        Assert.NotNull(MailText.Of(text, $"<p>{text}</p>", known, "Jo").Text);
        Assert.False(Away.MayBeSubject(text, text[1..100]) && Away.MayBe(text) && text.Length == 0);
        output.WriteLine($"{watch.Elapsed.TotalSeconds:0.00} s");
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Most);
    }

    private static string Parts(int count) => $"{Head}Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        + string.Concat(Enumerable.Range(0, count).Select(i => $"--b\r\nContent-Type: application/pdf; name=f{i}.pdf\r\n\r\nx\r\n"))
        + "--b--\r\n";

    private static async Task<MailContent> ReadAsync(string mail)
    {
        using var bytes = new MemoryStream(Encoding.UTF8.GetBytes(mail));
        return MailContent.From(await StreamedMail.ReadAsync(bytes, MailLimits.Mail, Stop));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A beginning, and then the same for ever.</summary>
    private sealed class Endless(string start, string again) : Stream
    {
        private readonly byte[] _start = Encoding.UTF8.GetBytes(start);
        private readonly byte[] _again = Encoding.UTF8.GetBytes(again);

        public long Given { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            for (var i = 0; i < count; i++, Given++)
            {
                buffer[offset + i] = Given < _start.Length ? _start[Given] : _again[(Given - _start.Length) % _again.Length];
            }

            return count;
        }

        public override void Flush()
        {
            // Only read from.
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
