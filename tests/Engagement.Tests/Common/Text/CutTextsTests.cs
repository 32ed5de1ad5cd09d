using Engagement.Data;
using Engagement.Features.Content.Knowledge.Finding;
using Engagement.Features.Content.Knowledge.Reading;
using Engagement.Features.Content.Templates;
using Engagement.Features.Conversations.Tickets.Inbox;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Engagement.Tests.Common.Text;

/// <summary>What is cut because it is long does not end in half a character, wherever it is cut.</summary>
public sealed class CutTextsTests
{
    private const string Sign = "👍🏽";

    [Fact]
    public void No_text_ends_in_half_a_character()
    {
        Assert.Equal(A(39) + "…", TemplateErrors.Short(A(39) + Sign));
        Assert.Equal(A(199), InboxQuery.Of(new QueryCollection(new Dictionary<string, StringValues> { ["q"] = A(199) + Sign })).Q);
        Assert.Equal("{{" + A(17), SiteMarks.Read("{{" + A(17) + Sign).Left);
        Assert.Equal("<%" + A(17), SiteMarks.Read("Here <%" + A(17) + Sign).Left);
        Assert.Equal(A(39), Assert.Single(ArticleTerms.Of(A(39) + "𐐨𐐨")));
        Assert.Equal(A(98) + "…", Fit.Shorten(A(98) + Sign, 100));
    }

    private static string A(int times) => new('a', times);
}
