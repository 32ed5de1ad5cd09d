using System.Text;
using System.Text.RegularExpressions;
using Engagement.Data;
using Engagement.Features.Conversations.Opportunities;
using Engagement.Features.Conversations.Tickets;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;
using Engagement.Web.Sheets;

namespace Engagement.Tests.Conversations.Opportunities;

public sealed class OpportunityTests
{
    private static readonly Sql AddEndpoint = Sql.Portable("""
        insert into WebhookEndpoints (Id, Name, Url, EventTypes, SecretsCipher, State, CreatedAt, CreatedBy)
        values (@Id, 'CRM', 'https://crm.example/hook', ' opportunity.changed ', '', 'Active', @Now, 'test')
        """);

    private static readonly Sql WebhookData = Sql.Portable(
        "select DataJson from WebhookEvents where Type = 'opportunity.changed' order by OccurredAt, Id");

    private static readonly OpportunityWords Words = new("Managed backup", 1250.50m, "eur", OpportunityStage.New, null, null, null, null);

    [Theory, OnEachDatabase]
    internal async Task A_chance_leads_back_to_the_article_its_client_had_read_about(Dialect dialect)
    {
        await using var room = await DeskRoom.OpenAsync(dialect);
        var post = await room.PublishAsync("p1", "Restore a deleted file");
        await room.HearAsync(room.Said("m1", "Could you do backups for all of us?", answers: "p1"));
        var ticket = await room.TicketAsync();
        var message = Assert.Single(await room.MessagesAsync(ticket.Id));

        var made = Done(await MarkAsync(room, ticket.Id, message.Id, Words));
        var trail = await room.Get<ReadEvidence>().RunAsync(made.Id, Stop);

        Assert.Equal((ticket.Number, "Could you do backups for all of us?",
            post.DeliveryId, post.PostId, post.ArticleId, "Restore a deleted file"),
            (trail!.TicketNumber, trail.Body, trail.DeliveryId!.Value, trail.PostId!.Value, trail.ArticleId!.Value, trail.ArticleTitle));
        Assert.Equal((1250.50m, "EUR", "EUR 1,250.50"), (made.Value, made.Currency, made.Price));
    }

    [Theory, OnEachDatabase]
    internal async Task Winning_one_needs_a_reason_and_opening_it_again_drops_it(Dialect dialect)
    {
        await using var room = await DeskRoom.OpenAsync(dialect);
        var made = await MadeAsync(room);

        var wrong = Assert.IsType<Result<Opportunity>.Invalid>(
            await room.Get<MoveOpportunity>().RunAsync(made.Id, 1, OpportunityStage.Won, " ", "Mia", null, Stop));
        Assert.Equal("Reason", Assert.Single(wrong.Errors).Field);
        var won = Done(await room.Get<MoveOpportunity>().RunAsync(
            made.Id, 1, OpportunityStage.Won, "They trusted the guide.", "Mia", null, Stop));
        Assert.Equal((OpportunityStage.Won, "They trusted the guide.", room.Clock.Now()), (won.Stage, won.Reason, won.ClosedAt!.Value));

        var open = Done(await room.Get<MoveOpportunity>().RunAsync(made.Id, 2, OpportunityStage.Proposed, null, "Mia", null, Stop));
        Assert.Null(open.Reason);
        Assert.Null(open.ClosedAt);
        var events = await room.Db.QueryAsync<OpportunityEvent>(OpportunitySql.Events, new { made.Id });
        Assert.Equal(
            ["created:New", "changed:Reason: none → They trusted the guide.", "stage:Won",
                "changed:Reason: They trusted the guide. → none", "stage:Proposed"],
            events.Select(e => $"{e.Kind}:{e.After}"));
    }

    [Theory, OnEachDatabase]
    internal async Task Two_who_change_it_at_once_do_not_overwrite_each_other(Dialect dialect)
    {
        await using var room = await DeskRoom.OpenAsync(dialect);
        var made = await MadeAsync(room);

        Done(await ChangeAsync(room, made, 1, Words with { Value = 2000 }));
        Assert.IsType<Result<Opportunity>.Conflict>(await ChangeAsync(room, made, 1, Words with { Value = 3000 }));

        Assert.Equal(2000, (await room.Db.OneAsync<Opportunity>(OpportunitySql.Read, new { made.Id }))!.Value);
    }

    [Theory, OnEachDatabase]
    internal async Task A_message_of_another_ticket_is_no_evidence(Dialect dialect)
    {
        await using var room = await DeskRoom.OpenAsync(dialect);
        await room.HearAsync(room.Said("m1", by: "ann"), room.Said("m2", by: "bob"));
        var tickets = await room.TicketsAsync();
        var other = Assert.Single(await room.MessagesAsync(tickets[1].Id));

        var wrong = Assert.IsType<Result<Opportunity>.Invalid>(await MarkAsync(room, tickets[0].Id, other.Id, Words));

        Assert.Equal("MessageId", Assert.Single(wrong.Errors).Field);
        Assert.Empty(await room.Get<ListOpportunities>().SumsAsync(Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task Each_change_is_told_to_the_CRM_that_asked_and_none_where_nothing_changed(Dialect dialect)
    {
        await using var room = await DeskRoom.OpenAsync(dialect);
        await room.Db.ExecuteAsync(AddEndpoint, new { Id = Ids.New(room.Clock), Now = room.Clock.Now() });
        var made = await MadeAsync(room);
        room.Clock.Advance(TimeSpan.FromSeconds(1));

        Done(await ChangeAsync(room, made, 1, Words with { NextStep = "Call them", NextStepOn = new DateOnly(2026, 12, 1) }));
        Done(await ChangeAsync(room, made, 2, Words with { NextStep = "Call them", NextStepOn = new DateOnly(2026, 12, 1) }));

        var told = await room.Db.QueryAsync<string>(WebhookData);
        Assert.Equal(2, told.Count);
        Assert.Contains("\"stage\":\"New\"", told[0], StringComparison.Ordinal);
        Assert.Contains("\"nextStepOn\":\"2026-12-01\"", told[1], StringComparison.Ordinal);
        Assert.Contains("\"value\":1250.5", told[1], StringComparison.Ordinal);
    }

    [Theory, OnEachDatabase]
    internal async Task The_list_narrows_by_stage_owner_and_words_and_goes_on_by_key(Dialect dialect)
    {
        await using var room = await DeskRoom.OpenAsync(dialect);
        await room.HearAsync(room.Said("m1"));
        var ticket = await room.TicketAsync();
        foreach (var n in Enumerable.Range(1, 5))
        {
            room.Clock.Advance(TimeSpan.FromMinutes(1));
            Done(await MarkAsync(room, ticket.Id, null, Words with { Service = $"Service {n}",
                OwnerId = n == 3 ? room.AgentId : null, Stage = n == 4 ? OpportunityStage.Qualified : OpportunityStage.New }));
        }

        var list = room.Get<ListOpportunities>();
        var first = await list.RunAsync(new OpportunityFilter { Open = true }, null, 3, Stop);
        Assert.True(Engagement.Web.Api.Cursor.TryParse(first.Next, out var cursor));
        var rest = await list.RunAsync(new OpportunityFilter { Open = true }, cursor, 3, Stop);

        Assert.Equal(["Service 5", "Service 4", "Service 3", "Service 2", "Service 1"],
            first.Items.Concat(rest.Items).Select(o => o.Service));
        Assert.Null(rest.Next);
        Assert.Equal("Service 3",
            Assert.Single((await list.RunAsync(new OpportunityFilter { OwnerId = room.AgentId }, null, 9, Stop)).Items).Service);
        Assert.Equal("Service 4",
            Assert.Single(
                (await list.RunAsync(new OpportunityFilter { Stage = OpportunityStage.Qualified }, null, 9, Stop)).Items).Service);
        Assert.Equal("Service 2",
            Assert.Single((await list.RunAsync(new OpportunityFilter { Words = "vice 2" }, null, 9, Stop)).Items).Service);
        Assert.Equal(5 * 1_250_500_000L, (await list.SumsAsync(Stop)).Sum(s => s.Amount));
    }

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+49 30")]
    [InlineData("-2")]
    [InlineData("@sum")]
    [InlineData("\t=1")]
    [InlineData("＝1")]
    public void What_a_spreadsheet_would_run_is_text_in_the_file(string words)
    {
        var chance = new Opportunity { Service = words, ClientName = "Ann, \"the\" client", Currency = "EUR", CreatedBy = "Mia" };

        var csv = Encoding.UTF8.GetString(ReportFile.Csv(OpportunityReport.Of([chance], TimeZoneInfo.Utc)));

        // In quotes or not: a cell is the same.
        Assert.Matches($",\"?{Regex.Escape($"'{words}")}\"?,", csv);
        Assert.Contains(",\"Ann, \"\"the\"\" client\",", csv, StringComparison.Ordinal);
    }

    private static async Task<Opportunity> MadeAsync(DeskRoom room)
    {
        await room.HearAsync(room.Said("m1"));
        return Done(await MarkAsync(room, (await room.TicketAsync()).Id, null, Words));
    }

    private static Task<Result<Opportunity>> MarkAsync(DeskRoom room, Guid ticket, Guid? message, OpportunityWords words) =>
        room.Get<MarkOpportunity>().RunAsync(new(ticket, message, words, "Mia", room.AgentId), Stop);

    private static Task<Result<Opportunity>> ChangeAsync(DeskRoom room, Opportunity made, int version, OpportunityWords words) =>
        room.Get<ChangeOpportunity>().RunAsync(new(made.Id, version, words, "Mia", room.AgentId), Stop);

    private static T Done<T>(Result<T> answer) => Assert.IsType<Result<T>.Done>(answer).Value;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
