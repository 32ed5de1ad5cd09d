using Engagement.Data;
using Engagement.Features.Content.Templates;
using Engagement.Features.Conversations.Rules;
using Engagement.Features.Publishing.Series;
using Engagement.Tests.Data;
using Engagement.Tests.Publishing.Posts;

namespace Engagement.Tests.Content.Templates;

public sealed class UsedByTests
{
    [Theory, OnEachDatabase]
    internal async Task A_template_says_which_posts_wait_with_it_and_which_series_take_it(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var account = await room.ConnectAsync();
        Assert.Equal((0, 0), Counts(await TemplateUse.OfAsync(room.Db, room.TemplateId, Stop)));

        var post = PostsRoom.Done(await room.CreateAsync(room.Command(account.Id))).PostId;
        var series = PostsRoom.Done(await room.Get<SaveSeries>().RunAsync(
            new(null, 0, "Tip of the day", [new([.. Slot.Week.Take(5)], "09:00")], "Europe/Berlin", SeriesQueue.All,
                null, 30, false, null, null, 14, null, [room.TemplateId], [account.Id], false, "Erin", null), Stop)).Id;

        var use = await TemplateUse.OfAsync(room.Db, room.TemplateId, Stop);

        Assert.Equal((1, 0), Counts(use));
        Assert.Equal((post, 1), (Assert.Single(use.Latest).Id, use.Latest[0].TemplateVersion));
        Assert.Equal(new TemplateUse.Other("Series", "Tip of the day", $"/series/{series}"), Assert.Single(use.Others));
    }

    [Theory, OnEachDatabase]
    internal async Task A_macro_and_an_acknowledgement_say_which_rules_send_them(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var macro = await ShippedAsync(room, "reply-ask-for-details");
        var acknowledgement = await ShippedAsync(room, "acknowledgement");
        var rule = await RuleAsync(room, "Ask back", new RuleAction(RuleActions.Macro, macro.Name));
        await RuleAsync(room, "Only a tag", new RuleAction(RuleActions.Tag, macro.Name)); // the same words, and no use of it
        var first = await RuleAsync(room, "Say it is here", new RuleAction(RuleActions.Acknowledge, acknowledgement.Name));

        Assert.Equal([new("Rule", "Ask back", $"/settings/rules/edit?id={rule}")],
            (await TemplateUse.OfAsync(room.Db, macro.Id, Stop)).Others);
        Assert.Equal([new("Rule", "Say it is here", $"/settings/rules/edit?id={first}")],
            (await TemplateUse.OfAsync(room.Db, acknowledgement.Id, Stop)).Others);
        Assert.Empty((await TemplateUse.OfAsync(room.Db, (await ShippedAsync(room, "reply-in-private")).Id, Stop)).Others);
    }

    private static (int Waiting, int Published) Counts(TemplateUse use) => (use.Waiting, use.Published);

    private static async Task<TemplateRow> ShippedAsync(PostsRoom room, string name) =>
        (await room.Db.OneAsync<TemplateRow>(TemplateSql.ByShippedName, new { ShippedName = name }, Stop))!;

    private static async Task<Guid> RuleAsync(PostsRoom room, string name, RuleAction action) =>
        PostsRoom.Done(await room.Get<SaveRule>().RunAsync(new(null, 0, name, true, RuleMoment.Message, [], [action], "Mia"), Stop));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
