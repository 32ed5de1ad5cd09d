namespace Engagement.Channels.Tests.Contract;

public abstract partial class ChannelContract
{
    [Fact]
    public async Task A_post_goes_out_once_with_an_id_and_a_place_to_see_it()
    {
        var post = Post("Locked out? Three steps.");

        var sent = Accepted(await Can<IPublish>().PublishAsync(Account, post, Stop));

        Assert.NotEmpty(sent.RemoteId);
        Assert.True(sent.Url?.IsAbsoluteUri, "A person cannot be shown where it stands.");
        Assert.Equal(1, await World.CountOwnAsync(post.Text));
        Assert.Null(await World.ParentOfAsync(sent.RemoteId));
    }

    [Fact]
    public async Task Sending_again_is_one_post_wherever_the_network_allows_it_and_never_an_unnoticed_two()
    {
        var (post, first) = await PublishedAsync();

        if (World.Repeat == RepeatSafety.Unsafe)
        {
            // Then nobody may send again before looking; and looking finds it.
            var found = await FindAsync(post, null, f => f is FindResult.Found);
            Assert.Equal(first, Assert.IsType<FindResult.Found>(found).RemoteId);
            return;
        }

        Assert.Equal(first, Accepted(await Can<IPublish>().PublishAsync(Account, post, Stop)).RemoteId);
        Assert.Equal(1, await World.CountOwnAsync(post.Text));
    }

    [Fact]
    public async Task A_reply_stands_under_what_it_answers()
    {
        var (_, post) = await PublishedAsync();
        var question = await World.StrangerRepliesAsync(post, "Still locked out");
        var answer = Post("We are on it.");

        var sent = Accepted(await Can<IReply>().ReplyAsync(Account, question, answer, Stop));

        Assert.Equal(question, await World.ParentOfAsync(sent.RemoteId));
        Assert.Equal(1, await World.CountOwnAsync(answer.Text));
        Assert.Equal(sent.RemoteId,
            Assert.IsType<FindResult.Found>(await FindAsync(answer, question, f => f is FindResult.Found)).RemoteId);
    }

    [Fact]
    public async Task Images_keep_their_words_for_people_who_do_not_see_them()
    {
        var channel = Can<IPublish>();
        Assert.SkipWhen(channel.Facts.MaxImageBytes == 0, "The network takes no images from us.");
        var post = Post("Where the button is") with
        {
            Images = [new(Png, "image/png", "A red button", 1, 1), new(Png, "image/png", "The same, pressed", 1, 1)],
        };

        var sent = Accepted(await channel.PublishAsync(Account, post, Stop));

        Assert.Equal(["A red button", "The same, pressed"], await World.AltTextsAsync(sent.RemoteId));
    }

    [Fact]
    public async Task Too_many_images_or_one_of_a_wrong_sort_is_refused_clearly_before_it_leaves()
    {
        var channel = Can<IPublish>();
        Assert.SkipWhen(channel.Facts.MaxImageBytes == 0, "The network takes no images from us.");
        var image = new OutgoingImage(Png, "image/png", "A red button", 1, 1);
        OutgoingPost[] posts =
        [
            Post("Too many") with { Images = [.. Enumerable.Repeat(image, channel.Facts.MaxImages + 1)] },
            Post("Wrong sort") with { Images = [image with { MediaType = "image/x-icon" }] },
            Post("Too big") with { Images = [image with { Bytes = new byte[channel.Facts.MaxImageBytes + 1] }] },
        ];

        foreach (var post in posts)
        {
            Assert.Equal(RefusalKind.Invalid, Refused(await channel.PublishAsync(Account, post, Stop)).Kind);
            Assert.Equal(0, await World.CountOwnAsync(post.Text));
        }
    }

    [Fact]
    public virtual async Task What_is_deleted_is_gone_and_cannot_be_found()
    {
        var (post, id) = await PublishedAsync();

        Accepted(await Can<IDelete>().DeleteAsync(Account, id, Stop));

        Assert.Equal(0, await World.CountOwnAsync(post.Text));
        Assert.IsNotType<FindResult.Found>(await FindAsync(post, null, f => f is not FindResult.Found));
    }

    [Fact]
    public async Task What_was_never_sent_is_never_found()
    {
        await PublishedAsync("Something else");

        Assert.IsNotType<FindResult.Found>(await FindAsync(Post("Never said"), null, _ => true));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_lost_answer_is_unknown_and_looking_tells(bool stored)
    {
        await World.LoseNextAnswerAsync(stored);
        await DoubtAsync(stored);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_fault_after_the_words_have_left_is_unknown_and_looking_tells(bool stored)
    {
        await World.FailNextSendAsync(stored);
        await DoubtAsync(stored);
    }

    [Fact]
    public async Task No_answer_within_our_patience_is_unknown_and_no_exception()
    {
        await World.StallNextSendAsync();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(TimeSpan.FromSeconds(1));

        Assert.IsType<SendOutcome.Unknown>(await Can<IPublish>().PublishAsync(Account, Post("Anybody there?"), patience.Token));
    }

    [Fact]
    public async Task A_network_that_is_not_there_has_certainly_taken_nothing()
    {
        var (channel, account) = World.Unreachable();

        var refusal = Refused(await ((IPublish)channel).PublishAsync(account, Post("Hello?"), Stop));

        Assert.Equal(RefusalKind.Unavailable, refusal.Kind);
        Assert.Contains("could not be reached", refusal.Reason, StringComparison.Ordinal);
        Assert.Null(refusal.NetworkWords); // it said nothing
    }

    [Theory]
    [InlineData(RefusalKind.RateLimited)]
    [InlineData(RefusalKind.BadToken)]
    [InlineData(RefusalKind.Duplicate)]
    [InlineData(RefusalKind.TooLong)]
    [InlineData(RefusalKind.Forbidden)]
    public async Task A_refused_send_says_which_sort_of_no_and_leaves_nothing_behind(RefusalKind kind)
    {
        var wait = await World.RefuseNextAsync(Doing.Send, kind);
        var post = Post("Will they take it?");

        var refusal = Refused(await Can<IPublish>().PublishAsync(Account, post, Stop));

        Assert.Equal(kind, refusal.Kind);
        Assert.NotEmpty(refusal.Reason);
        AssertWait(wait, refusal);
        Assert.Equal(0, await World.CountOwnAsync(post.Text));
    }

    [Fact]
    public async Task An_answer_to_what_is_gone_is_not_found()
    {
        Assert.Equal(RefusalKind.NotFound, Refused(await Can<IReply>().ReplyAsync(Account, World.NobodysId, Post("Anyone?"), Stop)).Kind);
    }

    [Fact]
    public async Task Words_over_the_limit_are_refused_before_they_leave_and_words_at_it_go_out()
    {
        var channel = Can<IPublish>();
        var limit = channel.Measure("a", Account).Limit;
        var mark = Guid.NewGuid().ToString("N");
        var fits = Post("") with { Text = mark + new string('a', limit - mark.Length) };
        var over = fits with { Key = Guid.NewGuid().ToString("N"), Text = fits.Text + "a" };

        Assert.Equal(RefusalKind.TooLong, Refused(await channel.PublishAsync(Account, over, Stop)).Kind);
        Assert.Equal(0, await World.CountOwnAsync(over.Text));
        Accepted(await channel.PublishAsync(Account, fits, Stop));
    }

    [Fact]
    public async Task A_part_of_a_thread_is_measured_by_what_it_is_sent_as()
    {
        var reply = Can<IReply>();
        var (_, post) = await PublishedAsync();
        var limit = reply.MeasurePart("a", part: 2, contentWarning: null, Account).Limit;
        var mark = Guid.NewGuid().ToString("N");
        var fits = Post("") with { Text = mark + new string('a', limit - mark.Length) };
        var over = fits with { Key = Guid.NewGuid().ToString("N"), Text = fits.Text + "a" };

        Assert.Equal(RefusalKind.TooLong, Refused(await reply.ReplyAsync(Account, post, over, Stop)).Kind);
        Accepted(await reply.ReplyAsync(Account, post, fits, Stop));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t ")]
    public async Task No_words_are_refused_before_they_leave(string nothing) =>
        Assert.Equal(RefusalKind.Invalid,
            Refused(await Can<IPublish>().PublishAsync(Account, Post("") with { Text = nothing }, Stop)).Kind);

    [Fact]
    public void The_measure_is_total_and_an_empty_text_has_no_length()
    {
        Assert.Equal(0, World.Channel.Measure("", Account).Length);
        Assert.False(World.Channel.Measure("", Account).IsValid);
        Assert.True(World.Channel.Measure("Hello", Account).IsValid);
        Assert.True(World.Channel.Measure("\ud83d \ufffe \u202e e\u0301", Account).Length > 0);
    }

    /// <summary>The smallest PNG there is: one transparent dot.</summary>
    protected static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    // One send whose end is in doubt, and what is to be known of it after looking.
    private async Task DoubtAsync(bool stored)
    {
        var post = Post("Did it arrive?");

        Assert.IsType<SendOutcome.Unknown>(await Can<IPublish>().PublishAsync(Account, post, Stop));

        Assert.Equal(stored ? 1 : 0, await World.CountOwnAsync(post.Text));
        var found = await FindAsync(post, null, f => f is FindResult.Found == stored);
        Assert.Equal(stored, found is FindResult.Found);
        if (stored)
        {
            Assert.IsNotType<FindResult.Absent>(found);
        }
    }

    private Task<FindResult> FindAsync(OutgoingPost post, string? inReplyTo, Func<FindResult, bool> satisfies) =>
        EventuallyAsync(
            async () => Got(await Can<IFindOwnPosts>().FindOwnPostAsync(Account, post, inReplyTo, post.CreatedAt, Stop)), satisfies);

    private static void AssertWait(TimeSpan? asked, Refusal refusal)
    {
        if (asked is { } wait)
        {
            // The clocks of both sides tick between the asking and the reading.
            Assert.NotNull(refusal.RetryAfter);
            Assert.InRange(refusal.RetryAfter.Value, wait - TimeSpan.FromSeconds(5), wait + TimeSpan.FromSeconds(5));
        }
    }
}
