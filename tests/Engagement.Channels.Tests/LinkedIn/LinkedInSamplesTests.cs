using System.Collections.Immutable;
using System.Net;
using Engagement.Channels.LinkedIn;
using Engagement.Channels.Tests.Contract;

namespace Engagement.Channels.Tests.LinkedIn;

/// <summary>The samples of LinkedIn's answers beside the adapter are read as they are meant.</summary>
public sealed class LinkedInSamplesTests
{
    private static readonly ChannelAccount Page = new(
        Guid.NewGuid(), "linkedin", "desk", "urn:li:organization:4711", null,
        ImmutableDictionary<string, string>.Empty, ImmutableDictionary<string, string>.Empty.Add("accessToken", "a"));

    [Fact]
    public async Task A_comment_is_a_reply_to_our_post_by_the_name_that_we_know_it_by()
    {
        using var http = new HttpClient(new SampleAnswers("LinkedIn", "notifications.json"));
        var page = Assert.IsType<Reading<InboundPage>.Got>(await new LinkedInChannel(http, TimeProvider.System)
            .ReadMentionsAsync(Page, null, TestContext.Current.CancellationToken)).Value;

        var item = Assert.Single(page.Items);
        Assert.Equal(("urn:li:comment:(urn:li:activity:7000000000000000001,7000000000000000002)", "urn:li:share:7000000000000000003"),
            (item.RemoteId, item.InReplyToId));
        Assert.Equal((InboundKind.Reply, "Still locked out", "urn:li:person:xYz123"), (item.Kind, item.Text, item.Author.RemoteId));
    }

    [Fact]
    public async Task A_duplicate_is_one_though_its_code_stands_deep_in_the_answer()
    {
        using var http = new HttpClient(new SampleAnswers("LinkedIn", "duplicate.json", HttpStatusCode.UnprocessableEntity));
        var sent = await new LinkedInChannel(http, TimeProvider.System).PublishAsync(
            Page, new("k", "Twice", DateTimeOffset.UtcNow), TestContext.Current.CancellationToken);

        Assert.Equal(RefusalKind.Duplicate, Assert.IsType<SendOutcome.Refused>(sent).Refusal.Kind);
    }
}
