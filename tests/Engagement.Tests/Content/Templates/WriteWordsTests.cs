using Engagement.Channels;
using Engagement.Features.Content.Templates;

namespace Engagement.Tests.Content.Templates;

public sealed class WriteWordsTests
{
    private static readonly ChannelCatalog Channels = ChannelCatalog.Shipped(_ => new HttpClient(), TimeProvider.System);

    public static TheoryData<string, string> ShippedOnEachNetwork
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var template in ShippedTemplates.All.Where(t => TemplateKinds.Of(t.About.Kind).IsForNetworks))
            {
                foreach (var channel in Channels.All)
                {
                    all.Add(template.Name, channel.Facts.Key);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(ShippedOnEachNetwork))]
    public void A_shipped_template_fits_and_keeps_the_link_for_its_sample_and_for_an_article_far_too_long(string name, string network)
    {
        var template = ShippedTemplates.All.Single(t => t.Name == name);
        var tooLong = template.Sample with
        {
            Title = string.Concat(Enumerable.Repeat("A title that goes on and on ", 12)).Trim(),
            Summary = string.Concat(Enumerable.Repeat("Summaries of this length are written by committees. ", 40)).Trim(),
        };
        foreach (var article in new[] { template.Sample, tooLong, template.Sample with { Summary = "", Tags = [] } })
        {
            var subject = TemplateSamples.Fill(new TemplateSubject(article, Channels[network])
                { Link = article.Url, Now = DateTimeOffset.UnixEpoch }, template.About.Kind);
            var words = new WriteWords(new TemplateEngine()).Run(template.Body, subject);

            Assert.Null(words.Problem);
            if (template.Body.Contains("link", StringComparison.Ordinal))
            {
                Assert.Contains(article.Url!, words.Text, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Fit_uses_the_room_that_is_there_and_cuts_at_a_word()
    {
        var article = ShippedTemplates.All[0].Sample with { Summary = string.Concat(Enumerable.Repeat("seven77 ", 200)) };

        var words = Write("{{ article.summary | fit }}\n{{ link }}", article, Channels["sandbox"]);

        Assert.InRange(words.Measure!.Left, 0, 8); // less than one more word
        Assert.Contains("seven77…\n", words.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_cut_where_all_of_it_fits()
    {
        var article = ShippedTemplates.All[0].Sample with { Summary = "Short and sweet." };

        Assert.Equal($"Short and sweet.\n{article.Url}",
            Write("{{ article.summary | fit }}\n{{ link }}", article, Channels["sandbox"]).Text);
    }

    [Theory]
    [InlineData("{{ ['remote work', 'e-mail', '2fa', 'Remote Work'] | hashtags 3 }}", "#RemoteWork #EMail #2fa")]
    [InlineData("{{ 'One. Two. Three.' | first_sentence }}", "One.")]
    [InlineData("{{ 'Version 1.5 is out! Go.' | first_sentence }}", "Version 1.5 is out!")]
    [InlineData("{{ \"Intro\\n1. First\\n2. Second\\n3. Third\" | steps 2 }}", "1. First\n2. Second")]
    [InlineData("{{ 1 | plural 'step' 'steps' }} {{ 2 | plural 'step' 'steps' }}", "step steps")]
    [InlineData("{{ 'internationalisation' | shorten 8 }}", "interna…")]
    [InlineData("{{ 'short words here' | shorten 12 }}", "short words…")]
    public void The_helpers_do_what_their_page_says(string body, string expected)
    {
        Assert.Equal(expected, Write(body, ShippedTemplates.All[0].Sample, Channels["sandbox"]).Text);
    }

    private static WrittenWords Write(string body, ArticleFields article, IChannel channel) =>
        new WriteWords(new TemplateEngine()).Run(
            body, new TemplateSubject(article, channel) { Link = article.Url, Now = DateTimeOffset.UnixEpoch });
}
