using System.Net;
using Engagement.Features.Content.Templates;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Integrations.Mail;
using Engagement.Web.Text;

namespace Engagement.Tests.Web;

/// <summary>Names from the right and signs nobody sees, in the words that pages, notices and mails are made of.</summary>
public sealed class UnseenTests
{
    private const string Words = "مرحبا، لا يعمل VPN (الإصدار 5.2) عندي منذ أمس!";

    [Theory]
    [InlineData("Lee \u202e gnp.exe", "Lee [U+202E] gnp.exe")]
    [InlineData("\u2067a\u2069", "[U+2067]a[U+2069]")]
    [InlineData("a\u0000b\u0085", "a[U+0000]b[U+0085]")]
    [InlineData("\u3164", "[U+3164]")]
    [InlineData("می‌خواهم 👩‍👩‍👧 ❤️ ก\u200bข\nx", "می‌خواهم 👩‍👩‍👧 ❤️ ก\u200bข\nx")]
    public void A_sign_nobody_sees_is_shown_and_spelling_is_left(string text, string shown) => Assert.Equal(shown, Unseen.Show(text));

    [Theory]
    [InlineData("a\u0080b", "a[U+0080]b")]
    [InlineData("\u0085", "[U+0085]")]
    [InlineData("é\u009f", "é[U+009F]")]
    [InlineData("a\u007f", "a[U+007F]")]
    public void A_control_that_is_alone_in_a_line_is_shown_as_others_are(string text, string shown)
    {
        Assert.True(Unseen.Needs(text));
        Assert.Equal($"\u2068{shown}\u2069", Unseen.Isolate(text));
        Assert.Equal($"x\n\u2068{shown}\u2069", Unseen.Isolate($"x\n{text}"));
        Assert.False(Unseen.Needs("\u00a0é\u024f"));
    }

    [Fact]
    public void A_mail_shows_them_too()
    {
        var html = MailHtml.Of($"Reply from Lee \u202e gnp.exe\n\n{Words}");

        Assert.Contains("Lee [U&#x2B;202E] gnp.exe".Replace("&#x2B;", "+", StringComparison.Ordinal),
            WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.Contains("<p dir=\"auto\">", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\u2068ליאור\u2069 gave it to \u2068דנה\u2069.", "\u2068ליאור\u2069 gave it to \u2068דנה\u2069.")]
    [InlineData("\u2068a\u2068b\u2069c\u2069", "\u2068a\u2068b\u2069c\u2069")]
    [InlineData("\u2068a", "[U+2068]a")]
    [InlineData("a\u2069", "a[U+2069]")]
    [InlineData("\u2068a\n\u2069", "[U+2068]a\n[U+2069]")]
    [InlineData("\u2068a\u202eb\u2069", "\u2068a[U+202E]b\u2069")]
    public void What_is_set_apart_stays_so_and_what_is_not_closed_is_shown(string text, string shown) =>
        Assert.Equal(shown, Unseen.Show(text));

    [Theory]
    [InlineData("\u2068ליאור\u2069\nLee\r\n\u2068דנה\u2069\n", "ליאור\nLee\r\nדנה\n")]
    [InlineData("\u2068a[U+202E]\u2069\n\n\u2068b[U+202E]\u2069", "a\u202e\n\nb\u202e")]
    public void Lines_are_set_apart_each_for_itself_and_no_sign_of_ours_is_shown(string apart, string text)
    {
        Assert.Equal(apart, Unseen.Isolate(text));
        Assert.Equal(apart, Unseen.Show(Unseen.Isolate(text)));
    }

    [Fact]
    public void A_sentence_sets_each_name_apart_and_only_where_it_has_to()
    {
        var (from, to) = ("ליאור", "Dana");

        Assert.Equal("\u2068ליאור\u2069 gave #7 to Dana, 1.5 times.", Sentence.Of($"{from} gave #{7} to {to}, {1.5m} times."));
        Assert.Equal("\u2068ליאור\u2069 \u2192 \u2068[U+2069]x[U+202E]\u2069", Sentence.Of($"{from} \u2192 {"\u2069x\u202e"}"));
        Assert.Equal("Assignee: \u2068ליאור\u2069 → \u2068דנה\u2069",
            EventWords.Say(new() { Kind = "assignee", Before = "ליאור", After = "דנה" }));
    }

    [Fact]
    public void A_mail_sets_apart_what_its_template_puts_in_and_a_post_does_not()
    {
        var about = new TemplateSubject(ShippedTemplates.Sample,
            Engagement.Channels.ChannelCatalog.Shipped(_ => new HttpClient(), TimeProvider.System)["sandbox"])
        {
            ReaderName = "ליאור", Notice = new NoticeFields("\u2068דנה\u2069 gave it to you", Words, "https://desk.example/tickets/7"),
        };

        Assert.Equal(
            "\u2068\u2068דנה\u2069 gave it to you\u2069, \u2068ליאור\u2069: https://desk.example/tickets/7",
            new TemplateEngine().Render("{{ notice.title }}, {{ reader.name }}: {{ notice.link }}",
                about with { Kind = TemplateKinds.Notice }, t => t).Text);
        Assert.Equal("ליאור!", new TemplateEngine().Render("{{ 'ליאור' }}!", about with { Kind = TemplateKinds.Post }, t => t).Text);
    }

    [Theory]
    [InlineData("Kim", "K")]
    [InlineData("ärzte", "Ä")]
    [InlineData("e\u0301lan", "E\u0301")]
    [InlineData("👩‍👩‍👧 Lee", "L")]
    [InlineData("👩‍👩‍👧", "👩‍👩‍👧")]
    [InlineData("𝒳eno", "𝒳")]
    [InlineData("(งานไอที)", "ง")]
    [InlineData("\u202eevil", "E")]
    [InlineData("", "?")]
    [InlineData("  ", "?")]
    public void A_person_without_a_picture_has_the_first_letter_of_their_name(string name, string letter) =>
        Assert.Equal(letter, Initial.Of(name));
}
