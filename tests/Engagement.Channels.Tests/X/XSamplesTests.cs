using System.Collections.Immutable;
using System.Net;
using Engagement.Channels.Tests.Contract;
using Engagement.Channels.X;

namespace Engagement.Channels.Tests.X;

/// <summary>The samples of X's answers beside the adapter are read as they are meant.</summary>
public sealed class XSamplesTests
{
    private static readonly ChannelAccount Desk = new(
        Guid.NewGuid(), "x", "@desk", "1000001", null, ImmutableDictionary<string, string>.Empty,
        ImmutableDictionary<string, string>.Empty.Add("accessToken", "a"));

    [Fact]
    public async Task A_mention_is_read_as_its_author_wrote_it()
    {
        using var http = new HttpClient(new SampleAnswers("X", "mentions.json"));
        var page = Assert.IsType<Reading<InboundPage>.Got>(
            await new XChannel(http, TimeProvider.System).ReadMentionsAsync(Desk, null, TestContext.Current.CancellationToken)).Value;

        var item = Assert.Single(page.Items);
        Assert.Equal("@desk still locked out & late https://kb.example.com/reset", item.Text);
        Assert.Equal((InboundKind.Reply, "1850000000000000001", "@nina_novak", "1850000000000000002"),
            (item.Kind, item.InReplyToId, item.Author.Handle, page.Cursor));
    }

    [Fact]
    public async Task A_duplicate_is_one()
    {
        using var http = new HttpClient(new SampleAnswers("X", "duplicate.json", HttpStatusCode.Forbidden));
        var sent = await new XChannel(http, TimeProvider.System).PublishAsync(
            Desk, new("k", "Twice", DateTimeOffset.UtcNow), TestContext.Current.CancellationToken);

        Assert.Equal(RefusalKind.Duplicate, Assert.IsType<SendOutcome.Refused>(sent).Refusal.Kind);
    }

    [Fact]
    public async Task What_is_gone_is_not_found_although_the_answer_is_a_200()
    {
        using var http = new HttpClient(new SampleAnswers("X", "not-found.json"));
        var read = await new XChannel(http, TimeProvider.System).ReadMetricsAsync(
            Desk, "1234567890123456789", TestContext.Current.CancellationToken);

        Assert.Equal(RefusalKind.NotFound, Assert.IsType<Reading<PostMetrics>.Refused>(read).Refusal.Kind);
    }
}
