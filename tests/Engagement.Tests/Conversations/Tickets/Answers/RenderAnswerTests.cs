using Engagement.Common.Links;
using Engagement.Data;
using Engagement.Features.Content.Knowledge;
using Engagement.Features.Content.Knowledge.Finding;
using Engagement.Features.Content.Templates;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Conversations.Tickets.Answers;
using Engagement.Features.Conversations.Tickets.Queues;
using Engagement.Features.Publishing.Links;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;

namespace Engagement.Tests.Conversations.Tickets.Answers;

public sealed class RenderAnswerTests
{
    private static readonly Sql Links = Sql.Portable("select Code, DeliveryId, ArticleId, Target, Source, Campaign from TrackedLinks");

    [Theory, OnEachDatabase]
    internal async Task A_macro_is_shown_and_goes_into_the_reply_box_and_its_link_leads_somewhere_once_it_is_sent(Dialect dialect)
    {
        await using var room = await DeskRoom.OpenAsync(dialect);
        await room.Get<SaveLinkSettings>().RunAsync(new("https://go.example.com", null, null, LinkSettings.UsualKeepDays, "Ada"), Stop);
        var (ticket, article) = await TicketAsync(room);
        var macro = await MacroAsync(
            room, "Hello {{ client.first_name }}, about #{{ ticket.number }}: {{ article.title }} {{ link }} {{ agent.name }}");
        var command = new RenderAnswer.Command(ticket.Id, macro, article, "Mia", room.AgentId, TimeZoneInfo.Utc);

        var shown = Done(await room.Get<RenderAnswer>().ShowAsync(command, Stop));
        Assert.True(shown.IsTracked);
        Assert.Equal($"Hello Ann, about #{ticket.Number}: The badge https://go.example.com/l/xxxxxxxx Mia", shown.Words.Text);
        Assert.Null(await DraftAsync(room, ticket));

        var whole = Done(await room.Get<RenderAnswer>().InsertAsync(command, Stop));
        Assert.Equal(whole, await DraftAsync(room, ticket));
        Assert.Empty(await room.Db.QueryAsync<TrackedLink>(Links, ct: Stop));

        // A second article in the same reply has its own address: a delivery has one link that is counted.
        var both = Done(await room.Get<RenderAnswer>().InsertAsync(command with { TemplateId = null }, Stop));
        Assert.EndsWith("\n\nhttps://help.example.com/badge", both, StringComparison.Ordinal);

        var sent = Done(await room.Get<ReplyToTicket>().RunAsync(new(ticket.Id, both, "Mia", room.AgentId), Stop));
        var link = Assert.Single(await room.Db.QueryAsync<TrackedLink>(Links, ct: Stop));
        Assert.Equal((sent.DeliveryId, article, "https://help.example.com/badge"), (link.DeliveryId, link.ArticleId, link.Target));
        Assert.Contains($"/l/{link.Code}", both, StringComparison.Ordinal);
    }

    [Theory, OnEachDatabase]
    internal async Task Without_an_address_for_short_links_the_articles_own_is_inserted_and_not_called_counted(Dialect dialect)
    {
        await using var room = await DeskRoom.OpenAsync(dialect);
        var (ticket, article) = await TicketAsync(room);
        var command = new RenderAnswer.Command(ticket.Id, null, article, "Mia", room.AgentId, TimeZoneInfo.Utc);

        var shown = Done(await room.Get<RenderAnswer>().ShowAsync(command, Stop));
        Assert.Equal((true, false), (shown.HasLink, shown.IsTracked));
        Assert.Equal("https://help.example.com/badge", Done(await room.Get<RenderAnswer>().InsertAsync(command, Stop)));
    }

    [Theory, OnEachDatabase]
    internal async Task A_template_of_another_kind_or_a_retired_one_is_no_macro(Dialect dialect)
    {
        await using var room = await DeskRoom.OpenAsync(dialect);
        var (ticket, _) = await TicketAsync(room);
        var post = Done(await room.Get<SaveTemplate>().RunAsync(
            new(null, 0, "P", "post", "short", "", TemplateTexts.Of("en", "x", others: null), "First", null, "Maria"), Stop));
        var retired = await MacroAsync(room, "x");
        await room.Get<RetireTemplate>().RunAsync(retired, retire: true, Stop);

        foreach (var template in new[] { post, retired, Guid.NewGuid() })
        {
            Assert.IsType<Result<RenderAnswer.Filled>.Missing>(
                await room.Get<RenderAnswer>().ShowAsync(new(ticket.Id, template, null, "Mia", room.AgentId, TimeZoneInfo.Utc), Stop));
        }
    }

    [Theory, OnEachDatabase]
    internal async Task A_macro_lies_in_its_queues_folder(Dialect dialect)
    {
        await using var room = await DeskRoom.OpenAsync(dialect);
        var macro = await MacroAsync(room, "x");
        var queue = Done(await room.Get<SaveQueue>().RunAsync(new(null, "Hardware", [], []), Stop));

        Assert.IsType<Result<Guid>.Invalid>(await room.Get<MoveToFolder>().RunAsync(macro, Guid.NewGuid(), Stop));
        Done(await room.Get<MoveToFolder>().RunAsync(macro, queue, Stop));

        Assert.Equal("Hardware", (await room.Db.QueryAsync<Macro>(MacroSql.All, ct: Stop)).Single(m => m.Id == macro).QueueName);
    }

    [Theory, OnEachDatabase]
    internal async Task A_public_reply_with_somebodys_data_waits_for_a_confirmation(Dialect dialect)
    {
        await using var room = await DeskRoom.OpenAsync(dialect);
        var (ticket, _) = await TicketAsync(room);
        var reply = new ReplyToTicket.Command(ticket.Id, "We wrote to ann@mail.example.", "Mia", room.AgentId);

        var error = Assert.Single(
            Assert.IsType<Result<ReplyToTicket.Sent>.Invalid>(await room.Get<ReplyToTicket>().RunAsync(reply, Stop)).Errors);
        Assert.Equal("ConfirmPersonal", error.Field);
        Assert.Contains("an e-mail address (ann…le)", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ann@mail.example", error.Message, StringComparison.Ordinal);

        Done(await room.Get<ReplyToTicket>().RunAsync(reply with { ConfirmPersonal = true }, Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task Articles_with_the_clients_words_are_suggested(Dialect dialect)
    {
        await using var room = await DeskRoom.OpenAsync(dialect);
        var (ticket, article) = await TicketAsync(room);
        await room.Get<IndexArticles>().RunAsync(Stop);

        var found = await room.Get<SuggestArticles>().RunAsync(ticket, null, Stop);

        Assert.Equal(article, found[0].Id);
    }

    private static async Task<(TicketRow Ticket, Guid Article)> TicketAsync(DeskRoom room)
    {
        var push = room.Get<PushArticle>();
        var article = Done(
            await push.RunAsync(new("badge", "The badge", "Hold your badge to the reader until it is green.",
                Url: "https://help.example.com/badge"), "desk", Stop)).Id;
        Done(await push.RunAsync(new("mail", "Mail", "Open the mail and read it."), "desk", Stop));
        await room.HearAsync(room.Said("r1", "My badge does not open the door, the reader stays red."));
        return (await room.TicketAsync(), article);
    }

    private static async Task<Guid> MacroAsync(DeskRoom room, string body) =>
        Done(await room.Get<SaveTemplate>().RunAsync(
            new(null, 0, "M", "reply", "short", "", TemplateTexts.Of("en", body, others: null), "First", null, "Maria"), Stop));

    private static Task<string?> DraftAsync(DeskRoom room, TicketRow ticket) =>
        room.Db.ScalarAsync<string>(TicketSql.ReadDraft, new { TicketId = ticket.Id, UserId = room.AgentId, Kind = "reply" }, Stop);

    private static T Done<T>(Result<T> answer) => Assert.IsType<Result<T>.Done>(answer, exactMatch: false).Value;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
