namespace Engagement.Channels.Tests.Contract;

public abstract partial class ChannelContract
{
    [Fact]
    public async Task A_client_s_reply_is_read_with_its_author_its_words_and_what_it_answers()
    {
        var (_, post) = await PublishedAsync();
        var (_, cursor) = await ReadSinceAsync(null);
        var reply = await World.StrangerRepliesAsync(post, "Still locked out 😕");

        var item = Assert.Single(await NewAsync(cursor, reply), i => i.RemoteId == reply);

        Assert.Equal(InboundKind.Reply, item.Kind);
        Assert.Contains("Still locked out 😕", item.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<", item.Text, StringComparison.Ordinal);
        Assert.Equal(post, item.InReplyToId);
        Assert.NotEmpty(item.Author.RemoteId);
        Assert.NotEmpty(item.Author.Handle);
        Assert.NotEqual(Account.RemoteId, item.Author.RemoteId);
        Assert.InRange(item.CreatedAt, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(5));
        Assert.StartsWith("{", item.RawJson, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_s_links_are_read_whole_and_their_pictures_by_their_words()
    {
        var (_, post) = await PublishedAsync();
        var (_, cursor) = await ReadSinceAsync(null);
        var link = new Uri("https://www.dropbox.com/scl/fi/abcdefghijklmnopqrstuvwxyz/log.txt?rlkey=1");
        var reply = await World.StrangerShowsAsync(post, link, "The error in red");

        var item = Assert.Single(await NewAsync(cursor, reply), i => i.RemoteId == reply);

        Assert.Contains(link.OriginalString, item.Text, StringComparison.Ordinal);
        Assert.Contains("[Picture: The error in red]", item.Text, StringComparison.Ordinal);
        Assert.Equal("The error in red", Assert.Single(item.Attachments, a => a.Kind == AttachmentKind.Picture).Words);
    }

    [Fact]
    public async Task A_mention_is_read_as_a_mention()
    {
        var (_, cursor) = await ReadSinceAsync(null);
        var mention = await World.StrangerMentionsAsync("Does anybody there help with printers?");

        var item = Assert.Single(await NewAsync(cursor, mention), i => i.RemoteId == mention);

        Assert.Equal(InboundKind.Mention, item.Kind);
        Assert.Contains("printers", item.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_read_of_all_brings_what_is_there_already()
    {
        var (_, post) = await PublishedAsync();
        var reply = await World.StrangerRepliesAsync(post, "Was here before you looked");

        Assert.Contains(await NewAsync(null, reply), i => i.RemoteId == reply);
    }

    [Fact]
    public async Task Many_replies_are_read_page_after_page_without_a_gap()
    {
        var (_, post) = await PublishedAsync("Ask us anything");
        await World.StrangerRepliesAsync(post, "The first");
        var (_, cursor) = await ReadSinceAsync(null);
        var replies = new List<string>();
        for (var i = 0; i < 25; i++)
        {
            replies.Add(await World.StrangerRepliesAsync(post, $"Question {i}"));
        }

        var read = (await NewAsync(cursor, [.. replies])).Select(i => i.RemoteId).ToHashSet();

        Assert.Equal([], replies.Except(read));
    }

    [Fact]
    public async Task What_is_told_twice_and_in_another_order_is_still_all_read()
    {
        var (_, post) = await PublishedAsync("Ask us anything");
        var (_, cursor) = await ReadSinceAsync(null);
        string[] replies = [await World.StrangerRepliesAsync(post, "One"),
            await World.StrangerRepliesAsync(post, "Two"), await World.StrangerRepliesAsync(post, "Three")];
        await World.DisturbNextReadAsync();

        var (items, after) = await ReadSinceAsync(cursor);
        Assert.Equal(replies.Order(StringComparer.Ordinal), items.Select(i => i.RemoteId)
            .Where(replies.Contains).Order(StringComparer.Ordinal));

        var later = await World.StrangerRepliesAsync(post, "Four");
        Assert.Contains(await NewAsync(after, later), i => i.RemoteId == later);
    }

    [Fact]
    public async Task A_place_that_is_read_from_again_brings_the_same_again()
    {
        // As after a crash between reading and keeping.
        var (_, post) = await PublishedAsync("Ask us anything");
        var (_, cursor) = await ReadSinceAsync(null);
        string[] replies = [await World.StrangerRepliesAsync(post, "One"), await World.StrangerRepliesAsync(post, "Two")];
        await NewAsync(cursor, replies);

        var again = await NewAsync(cursor, replies);

        Assert.Equal(replies.Order(StringComparer.Ordinal), again.Select(i => i.RemoteId)
            .Where(replies.Contains).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_reply_deleted_before_it_is_read_does_no_harm_and_its_words_stay_unread()
    {
        var (_, post) = await PublishedAsync("Ask us anything");
        var (_, cursor) = await ReadSinceAsync(null);
        var gone = await World.StrangerRepliesAsync(post, "My password is hunter2");
        var stays = await World.StrangerRepliesAsync(post, "Mine is not told");
        await World.StrangerDeletesAsync(gone);

        var items = await NewAsync(cursor, stays);

        Assert.Contains(items, i => i.RemoteId == stays);
        Assert.All(items.Where(i => i.RemoteId == gone), i => Assert.True(i.Deleted));
        Assert.DoesNotContain(items, i => i.Text.Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_thread_is_read_from_its_root()
    {
        var (_, post) = await PublishedAsync();
        var question = await World.StrangerRepliesAsync(post, "Still locked out");
        var answer = Accepted(await Can<IReply>().ReplyAsync(Account, question, Post("We are on it."), Stop)).RemoteId;

        var thread = await EventuallyAsync(
            async () => Got(await Can<IReadThreads>().ReadThreadAsync(Account, World.ThreadOf(post, question), Stop)),
            items => items.Any(i => i.RemoteId == answer));

        Assert.Equal([post, question, answer], thread.Select(i => i.RemoteId));
    }

    [Fact]
    public async Task Likes_and_replies_of_a_post_are_counted()
    {
        var (_, post) = await PublishedAsync("Tip of the day");
        await World.StrangerLikesAsync(post);
        await World.StrangerRepliesAsync(post, "Thanks");

        var metrics = await EventuallyAsync(
            async () => Got(await Can<IReadMetrics>().ReadMetricsAsync(Account, post, Stop)),
            m => m is { Likes: 1, Replies: 1 });

        Assert.Equal((1, 1), (metrics.Likes, metrics.Replies));
    }

    [Fact]
    public async Task Followers_are_listed_page_after_page_each_once()
    {
        var channel = Can<IReadFollowers>();
        await World.GainFollowersAsync(3);
        var seen = await EventuallyAsync(() => AllFollowersAsync(channel), all => all.Count >= 3);

        Assert.True(seen.Count >= 3, $"Only {seen.Count} of 3 followers were listed.");
        Assert.Equal(seen.Count, seen.Select(f => f.RemoteId).Distinct().Count());
        Assert.All(seen, f => Assert.NotEmpty(f.Handle));
    }

    [Theory]
    [InlineData(RefusalKind.RateLimited)]
    [InlineData(RefusalKind.BadToken)]
    [InlineData(RefusalKind.Forbidden)]
    [InlineData(RefusalKind.Unavailable)]
    public async Task A_refused_read_says_which_sort_of_no(RefusalKind kind)
    {
        var wait = await World.RefuseNextAsync(Doing.ReadMentions, kind);

        var refusal = Refused(await Can<IReadMentions>().ReadMentionsAsync(Account, null, Stop));

        Assert.Equal(kind, refusal.Kind);
        AssertWait(wait, refusal);
    }

    protected async Task<IReadOnlyList<InboundItem>> NewAsync(string? cursor, params string[] expected) =>
        (await EventuallyAsync(() => ReadSinceAsync(cursor), read => expected.All(id => read.Items.Any(i => i.RemoteId == id)))).Items;

    private async Task<IReadOnlyList<RemoteProfile>> AllFollowersAsync(IReadFollowers channel)
    {
        var all = new List<RemoteProfile>();
        string? cursor = null;
        for (var pages = 0; pages < 100; pages++)
        {
            var page = Got(await channel.ReadFollowersAsync(Account, cursor, Stop));
            all.AddRange(page.Followers);
            cursor = page.Cursor;
            if (!page.HasMore)
            {
                return all;
            }
        }

        throw Xunit.Sdk.FailException.ForFailure("After 100 pages there was still more: the cursor goes in a circle.");
    }
}
