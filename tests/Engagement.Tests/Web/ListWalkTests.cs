using System.Net;
using Engagement.Events;
using Engagement.Features.Content.Knowledge.Review;
using Engagement.Features.Insights.Loop;
using Engagement.Features.Integrations.Notifications;
using Engagement.Web.Api;
using Engagement.Web.Security;

namespace Engagement.Tests.Web;

/// <summary>
/// Asks for every list with every filter it has, and for its next page: each condition of each statement runs at least once. What is
/// looked for
/// has the characters that mean something else in <c>like</c>.
/// </summary>
[Collection(DeskCollection.Name)]
public sealed class ListWalkTests(DeskFixture fixture)
{
    private const string Id = "0190a0b0-0000-7000-8000-000000000001";
    private const string Words = "50%25+_off_+%5Bx%5D+%5C";

    private static readonly DateTimeOffset Newest = new(2026, 11, 30, 0, 0, 0, TimeSpan.Zero);

    private static string After => new Cursor(Newest, Guid.Parse(Id)).ToString();

    public static TheoryData<string> Pages =>
    [
        $"/tickets?view=queue&queue={Id}&priority=High&tag=vpn&network=sandbox&status=Open&assignee={Id}&unread=true&days=3",
        $"/tickets?q={Words}&article={Id}", $"/tickets?client={Id}", "/tickets?view=mentions",
        "/tickets?view=soon", "/tickets?view=snoozed", $"/tickets?after={{after}}",
        $"/series?q={Words}&state=Active&after={{after}}", $"/series/new?find={Words}",
        $"/posts/changed?account={Id}&q={Words}&after={{after}}", $"/posts/outdated?account={Id}&q={Words}&after={{after}}",
        $"/posts/new?q={Words}", $"/posts/new?article={Id}", $"/posts?state=Scheduled&account={Id}&article={Id}&after={{after}}",
        $"/listening?q={Words}&account={Id}&gaps=true&after={{after}}",
        $"/listening/gaps?q={Words}&state=Open&account={Id}&after={{after}}", "/listening/days?unsigned=true&before=2026-11-30",
        $"/knowledge?q={Words}&state=Validated&audience=External&tag=vpn&source={Id}&after={{after}}",
        "/knowledge?q=six+words+that+are+together+nowhere",
        $"/knowledge/review?why=flags&whose=nobody&q={Words}&after={{after}}", $"/knowledge/review?whose=none&q={Words}",
        "/knowledge/ranking?by=solved&after={rank}", "/knowledge/ranking?by=tickets&after={rank}",
        "/knowledge/ranking?by=flags&after={rank}", "/knowledge/ranking?by=flags",
        $"/clients?q={Words}&network=sandbox&only=vip&after={{after}}", "/clients?only=blocked",
        $"/notices?view=all&kind=gap&q={Words}&after={{after}}", $"/templates?q={Words}",
        $"/opportunities?q={Words}&stage=Open&after={{after}}",
        .. new[] { "posts", "visits", "replies", "tickets", "answers", "solved", "opportunities", "won", "cost" }
            .Select(figure => $"/insights/rows/{figure}?after={{row}}"),
        .. Enum.GetNames<ScopeKind>().Select(kind => $"/insights/loop/{kind}/{Id}"),
        .. Enum.GetNames<ScopeKind>().Select(kind => $"/insights/rows/posts?kind={kind}&id={Id}"),
    ];

    public static TheoryData<string> Api =>
    [
        $"/api/v1/posts?state=Scheduled&accountId={Id}&articleId={Id}&after={{after}}",
        $"/api/v1/tickets?status=Open&unsolved=true&assigneeId={Id}&network=sandbox&articleId={Id}&clientId={Id}&q={Words}&after={{after}}",
        $"/api/v1/articles?source={Id}&externalId=a&q={Words}&after={{after}}",
        $"/api/v1/templates?after={{after}}", $"/api/v1/series?after={{after}}",
        $"/api/v1/notices?open=true&kind={NoticeKinds.InboundSetAside}&after={{after}}",
        $"/api/v1/webhooks/{Id}/calls?state=Failed&type=ticket.created&after={{after}}",
        $"/api/v1/listening/posts?accountId={Id}&gaps=true&after={{after}}",
        $"/api/v1/listening/gaps?state=Open&accountId={Id}&after={{after}}",
        $"/api/v1/opportunities?after={{after}}", "/api/v1/accounts", "/api/v1/stops",
    ];

    [Theory, MemberData(nameof(Pages))]
    public async Task A_page_answers_with_every_filter_it_has(string address) =>
        Held(await (await fixture.Desk.SignedInAsync(Role.Administrator)).GetAsync(Filled(address), Stop), address);

    [Theory, MemberData(nameof(Api))]
    public async Task The_API_answers_with_every_filter_it_has(string address) =>
        Held(await (await fixture.Desk.WithKeyAsync(Role.Administrator)).GetAsync(Filled(address), Stop), address);

    private static string Filled(string address) => address
        .Replace("{after}", After, StringComparison.Ordinal)
        .Replace("{row}", new RowCursor(Newest, Guid.Parse(Id), 7).ToString(), StringComparison.Ordinal)
        .Replace("{rank}", new RankCursor(5, Guid.Parse(Id)).ToString(), StringComparison.Ordinal);

    // Where a thing is asked for by id there is none such; everything else is an answer.
    private static void Held(HttpResponseMessage answer, string address) =>
        Assert.True(
            answer.StatusCode == HttpStatusCode.OK || (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Redirect
                && address.Contains(Id, StringComparison.Ordinal)),
            $"{address}: {answer.StatusCode}");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
