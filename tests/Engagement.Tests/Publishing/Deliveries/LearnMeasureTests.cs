using System.Collections.Immutable;
using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Content.Templates;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Tests.Data;
using Microsoft.Extensions.Logging.Abstractions;

namespace Engagement.Tests.Publishing.Deliveries;

/// <summary>A server that announces one count and applies another is learnt from, and the person sees by how much.</summary>
public sealed class LearnMeasureTests
{
    private static readonly Sql IsOnMastodon = Sql.Portable(
        "update Accounts set Network = 'mastodon', SettingsJson = @SettingsJson where Id = @Id");

    private static readonly string Words = $"{new string('a', 450)} https://example.com/{new string('b', 60)}";

    [Theory, OnEachDatabase]
    internal async Task What_a_refusal_teaches_is_kept_with_the_account_and_measured_by_from_then_on(Dialect dialect)
    {
        await using var room = await PublishingRoom.OpenAsync(dialect);
        await room.Db.ExecuteAsync(IsOnMastodon,
            new { Id = room.AccountId, SettingsJson = """{"maxCharacters":"500","charactersPerUrl":"25","visibility":"unlisted"}""" });
        var channels = ChannelCatalog.Shipped(_ => new HttpClient(), room.Clock);
        async Task<ChannelAccount> AccountAsync() =>
            (await room.Db.OneAsync<AccountRow>(AccountSql.Read, new { Id = room.AccountId }))!.ForMeasure();
        var before = await AccountAsync();
        var post = new OutgoingPost("k", Words, room.Clock.GetUtcNow());

        var outcome = await new LearnMeasure(room.Db, channels, room.Clock, NullLogger<LearnMeasure>.Instance)
            .RunAsync(before, post, 1, SendOutcome.No(RefusalKind.TooLong, "The text is longer than the server takes."));

        var over = Words.Length - 500;
        Assert.Contains($"{Words.Length} of 500 characters, {over} too many",
            Assert.IsType<SendOutcome.Refused>(outcome).Refusal.Reason, StringComparison.Ordinal);
        var after = await AccountAsync();
        Assert.True(channels["mastodon"].Measure(Words, before).IsValid);
        Assert.Equal(-over, channels["mastodon"].Measure(Words, after).Left);
        Assert.Equal("unlisted", after.Setting("visibility"));
    }

    [Theory, OnEachDatabase]
    internal async Task Who_sees_an_account_s_posts_is_chosen_among_what_there_is(Dialect dialect)
    {
        await using var room = await Posts.PostsRoom.OpenAsync(dialect);
        var desk = await room.ConnectAsync();
        await room.Db.ExecuteAsync(IsOnMastodon, new { desk.Id, SettingsJson = "{}" });
        async Task<Result<int>> ChooseAsync(string value) => await room.Get<SaveAccount>().RunAsync(
            new(desk.Id, "Desk", Features.Accounts.Limits.Direction.Listening, null, 20, true,
                ImmutableDictionary<string, string?>.Empty.Add("visibility", value), "admin"),
            TestContext.Current.CancellationToken);

        var wrong = await ChooseAsync("everybody");
        await ChooseAsync("private");

        Assert.Equal("Settings[visibility]", Assert.Single(Assert.IsType<Result<int>.Invalid>(wrong).Errors).Field);
        Assert.Contains("\"visibility\":\"private\"", (await room.AccountAsync(desk.Id)).SettingsJson, StringComparison.Ordinal);
    }
}
