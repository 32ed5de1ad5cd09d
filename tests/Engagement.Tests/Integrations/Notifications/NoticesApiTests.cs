using System.Net;
using Engagement.Events;
using Engagement.Features.Integrations.Notifications;
using Engagement.Tests.Api;
using Engagement.Tests.Web;
using Engagement.Web.Security;
using Microsoft.Extensions.DependencyInjection;

namespace Engagement.Tests.Integrations.Notifications;

/// <summary>A pager reads what people are told, as its key's role allows, and says that somebody has seen to it.</summary>
[Collection(DeskCollection.Name)]
public sealed class NoticesApiTests(DeskFixture fixture)
{
    [Fact]
    public async Task A_program_reads_what_its_role_is_told_of_and_marks_it_read_for_all()
    {
        var raise = fixture.Desk.Services.GetRequiredService<RaiseNotice>();
        var id = (await raise.RunAsync(
            new(NoticeKinds.DeliveryFailed, "A post for the pager failed", "The token expired.", "/deliveries/1", "pager"), Stop))!.Value;
        var editor = new ApiClient(await fixture.Desk.WithKeyAsync(Role.Editor));
        var agent = new ApiClient(await fixture.Desk.WithKeyAsync(Role.Agent));

        var seen = (await editor.GetAsync("/notices?open=true&kind=delivery.failed"))["items"]!
            .AsArray().Single(n => (string)n!["id"]! == id.ToString())!;
        Assert.Equal(("A post for the pager failed", "The token expired.", "/deliveries/1"),
            ((string)seen["title"]!, (string)seen["text"]!, (string)seen["link"]!));
        Assert.NotEqual(0, (int)seen["unread"]!);
        Assert.DoesNotContain((await agent.GetAsync("/notices"))["items"]!.AsArray(), n => (string)n!["id"]! == id.ToString());

        await agent.PostAsync($"/notices/{id}/read", new { }, HttpStatusCode.NotFound);
        await editor.PostAsync($"/notices/{id}/read", new { }, HttpStatusCode.NoContent);
        seen = (await editor.GetAsync("/notices"))["items"]!.AsArray().Single(n => (string)n!["id"]! == id.ToString())!;
        Assert.Equal(0, (int)seen["unread"]!);

        await fixture.Desk.Services.GetRequiredService<ResolveNotice>().RunAsync("pager", Stop);
        Assert.DoesNotContain((await editor.GetAsync("/notices?open=true"))["items"]!.AsArray(), n => (string)n!["id"]! == id.ToString());
    }

    [Fact]
    public async Task A_kind_there_is_not_is_refused_by_name()
    {
        using var answer = await (await fixture.Desk.WithKeyAsync(Role.Editor)).GetAsync("/api/v1/notices?kind=delivery.fialed", Stop);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("delivery.failed", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
