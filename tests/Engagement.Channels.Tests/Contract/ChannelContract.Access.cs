namespace Engagement.Channels.Tests.Contract;

public abstract partial class ChannelContract
{
    [Fact]
    public void Its_facts_are_fit_to_be_shown_and_stored()
    {
        var facts = World.Channel.Facts;

        Assert.Matches("^[a-z]+$", facts.Key);
        Assert.NotEmpty(facts.Name);
        Assert.NotEmpty(facts.LengthRule);
        Assert.True(facts.DefaultLimit > 0);
        Assert.True(facts.TimelineLag > TimeSpan.Zero);
        Assert.Contains(facts.LengthClass, (string[])["short", "long"]);
        Assert.All(facts.Limits, l => Assert.True(l.Calls > 0 && l.Window > TimeSpan.Zero, l.Bucket));
    }

    [Fact]
    public async Task The_connection_test_says_who_we_are()
    {
        var me = Got(await Can<IReadProfile>().ReadOwnProfileAsync(Account, Stop));

        Assert.Equal(Account.RemoteId, me.RemoteId);
        Assert.NotEmpty(me.Handle);
    }

    [Theory]
    [InlineData(RefusalKind.BadToken)]
    [InlineData(RefusalKind.RateLimited)]
    [InlineData(RefusalKind.Unavailable)]
    public async Task A_connection_test_tells_dead_access_from_a_passing_fault(RefusalKind kind)
    {
        var wait = await World.RefuseNextAsync(Doing.ReadProfile, kind);

        var refusal = Refused(await Can<IReadProfile>().ReadOwnProfileAsync(Account, Stop));

        Assert.Equal(kind, refusal.Kind);
        Assert.Equal(kind != RefusalKind.BadToken, refusal.IsPassing);
        AssertWait(wait, refusal);
    }

    [Fact]
    public async Task A_connection_test_of_a_network_that_is_not_there_is_a_passing_fault()
    {
        var (channel, account) = World.Unreachable();

        Assert.Equal(RefusalKind.Unavailable, Refused(await ((IReadProfile)channel).ReadOwnProfileAsync(account, Stop)).Kind);
    }

    [Fact]
    public async Task Without_secrets_the_access_is_dead_and_nothing_is_asked() =>
        Assert.Equal(RefusalKind.BadToken,
            Refused(await Can<IReadProfile>().ReadOwnProfileAsync(Account with { Secrets = Account.Secrets.Clear() }, Stop)).Kind);

    [Fact]
    public async Task Renewed_access_works()
    {
        var renewed = Got(await Can<IRefreshTokens>().RefreshAsync(Account, Stop));

        Assert.NotEmpty(renewed.Secrets);
        Accepted(await Can<IPublish>().PublishAsync(With(Account, renewed), Post("Still us"), Stop));
    }

    [Theory]
    [InlineData(RefusalKind.BadToken)]
    [InlineData(RefusalKind.Unavailable)]
    public async Task A_renewal_tells_dead_access_from_a_passing_fault(RefusalKind kind)
    {
        var channel = Can<IRefreshTokens>();
        await World.RefuseNextAsync(Doing.Refresh, kind);

        Assert.Equal(kind, Refused(await channel.RefreshAsync(Account, Stop)).Kind);
    }

    [Fact]
    public virtual async Task Given_back_access_is_dead()
    {
        Assert.True(Got(await Can<IRevoke>().RevokeAsync(Account, Stop)));

        Assert.Equal(RefusalKind.BadToken, Refused(await Can<IPublish>().PublishAsync(Account, Post("Nobody any more"), Stop)).Kind);
    }

    [Fact]
    public void An_account_in_a_log_shows_no_secret() =>
        Assert.All(Account.Secrets.Values, secret => Assert.DoesNotContain(secret, Account.ToString(), StringComparison.Ordinal));
}
