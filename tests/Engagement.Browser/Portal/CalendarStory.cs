using System.Globalization;
using System.Net;
using Engagement.Data;
using Engagement.Features.Publishing.Posts;
using Engagement.Testing;
using Engagement.Web.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Engagement.Browser.Portal;

/// <summary>
/// A planner moves posts about: with the mouse, with the keyboard, many at once, without script, and sees them in a calendar program.
/// </summary>
[Collection(PortalCollection.Name)]
public sealed class CalendarStory(PortalFixture portal)
{
    // The middle of a month to come: a week to either side is in the same grid.
    private static readonly DateOnly Day = DateOnly.FromDateTime(DateTime.UtcNow).AddMonths(2) is var d
        ? new DateOnly(d.Year, d.Month, 15) : default;

    [Fact]
    public async Task A_post_is_dragged_to_another_day_and_the_move_is_taken_back()
    {
        var post = await PostAsync(Day, "10:00");
        await using var tab = await portal.OpenAsync(role: Role.Editor);
        await tab.Page.GotoAsync($"/calendar?view=Month&day={Text(Day)}");

        await tab.Page.Locator($"#c-{post}").DragToAsync(tab.Page.Locator(On(Day.AddDays(1))));

        await Expect(tab.Page.GetByText("Moved 1 post.").First).ToBeVisibleAsync();
        await Expect(tab.Page.Locator($"{On(Day.AddDays(1))} #c-{post}")).ToContainTextAsync("10:00");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Take it back" }).ClickAsync();
        await Expect(tab.Page.Locator($"{On(Day)} #c-{post}")).ToContainTextAsync("10:00");
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task A_post_is_carried_to_the_next_week_by_keyboard_and_its_panel_says_what_is_close()
    {
        var (post, near) = (await PostAsync(Day.AddDays(-3), "11:00"), await PostAsync(Day.AddDays(4), "11:10"));
        await using var tab = await portal.OpenAsync(role: Role.Editor);
        await tab.Page.GotoAsync($"/calendar?view=Month&day={Text(Day)}");

        await tab.Page.Locator($"#c-{post}").FocusAsync();
        await tab.Page.Keyboard.PressAsync("m");
        await Expect(tab.Page.GetByRole(AriaRole.Status).First).ToContainTextAsync("Taken up");
        await tab.Page.Keyboard.PressAsync("ArrowDown");
        await tab.Page.Keyboard.PressAsync("Enter");

        await Expect(tab.Page.Locator($"{On(Day.AddDays(4))} #c-{post}")).ToContainTextAsync("11:00");
        await tab.Page.Locator($"#c-{post}").PressAsync("Enter");
        await Expect(tab.Page.GetByText("On this account within 30 minutes:")).ToBeVisibleAsync();
        await Expect(tab.Page.Locator($"#calendar-panel a[href='/deliveries/{near}']").First).ToBeVisibleAsync();
        Assert.Empty(await AxeInPage.ViolationsAsync(tab.Page));
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Many_are_moved_at_once_then_cancelled_and_that_is_taken_back()
    {
        var (one, other) = (await PostAsync(Day.AddDays(40), "09:00"), await PostAsync(Day.AddDays(40), "15:00"));
        await using var tab = await portal.OpenAsync(role: Role.Editor);
        await tab.Page.GotoAsync($"/calendar?view=List&day={Text(Day.AddDays(40))}");

        await ChooseAsync(tab, one, other);
        await Expect(tab.Page.GetByText("2 chosen")).ToBeVisibleAsync();
        await tab.Page.GetByLabel("Move by").FillAsync("2");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Move", Exact = true }).ClickAsync();
        await Expect(tab.Page.GetByText("Moved 2 posts.").First).ToBeVisibleAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Listitem)
            .Filter(new() { Has = tab.Page.GetByRole(AriaRole.Heading, new() { Name = Day.AddDays(42).ToString("dddd d MMMM", English) }) })
            .Locator(".chip")).ToHaveCountAsync(2);

        await ChooseAsync(tab, one, other);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel them" }).ClickAsync();
        await Expect(tab.Page.GetByText("Cancelled 2 posts.").First).ToBeVisibleAsync();
        await Expect(tab.Page.Locator($"#c-{one}")).ToHaveCountAsync(0);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Take it back" }).ClickAsync();
        await Expect(tab.Page.Locator($"#c-{one}")).ToContainTextAsync("Scheduled");
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Without_script_the_form_beside_the_calendar_moves_a_post()
    {
        var post = await PostAsync(Day.AddDays(60), "09:00");
        var http = await portal.Desk.SignedInAsync(Role.Editor);
        var page = $"/calendar?day={Text(Day.AddDays(60))}&open={post}";
        var html = await http.GetStringAsync(page, Stop);
        var seen = System.Text.RegularExpressions.Regex.Match(html, $"name=\"deliveries\" value=\"({post}:\\d+)\"").Groups[1].Value;

        using var answer = await RunningDesk.PostFormAsync(http, page, $"{page}&handler=Move",
            new() { ["deliveries"] = seen, ["due"] = $"{Text(Day.AddDays(61))}T08:15" });

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Contains("08:15", await http.GetStringAsync(answer.Headers.Location, Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_calendar_program_subscribes_and_an_address_that_got_about_is_renewed()
    {
        var post = await PostAsync(Day, "17:00");
        await using var tab = await portal.OpenAsync(role: Role.Agent);
        await tab.Page.GotoAsync("/calendar");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Subscribe" }).ClickAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("Make my address|Renew it") }).ClickAsync();
        var address = await tab.Page.Locator("#feed-address").InnerTextAsync();

        using var program = new HttpClient();
        using var answer = await program.GetAsync(address, Stop);
        Assert.Equal("text/calendar", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains($"UID:{post}", (await answer.Content.ReadAsStringAsync(Stop)).Replace("\r\n ", "", StringComparison.Ordinal),
            StringComparison.Ordinal);

        await tab.Page.GotoAsync("/profile/calendar");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Renew it" }).ClickAsync();
        await Expect(tab.Page.Locator("#feed-address")).Not.ToHaveTextAsync(address);
        using var gone = await program.GetAsync(address, Stop);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Empty(tab.Complaints);
    }

    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    private static async Task ChooseAsync(Tab tab, params Guid[] posts)
    {
        foreach (var post in posts)
        {
            await tab.Page.Locator($"input[name=deliveries][value^='{post}']").CheckAsync();
        }
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string On(DateOnly day) => $"[data-calendar] > [data-date='{Text(day)}']";

    /// <returns>The id of its only delivery.</returns>
    private async Task<Guid> PostAsync(DateOnly day, string time)
    {
        await using var scope = portal.Desk.Services.CreateAsyncScope();
        var article = await portal.Desk.Db.ScalarAsync<Guid>(AnyArticle, ct: Stop);
        var account = await portal.Desk.Db.ScalarAsync<Guid>(AnyAccount, ct: Stop);
        var made = await scope.ServiceProvider.GetRequiredService<CreatePost>().RunAsync(
            new(article, null, null, "Three minutes that save you a call.", [new(account)],
                Now: false, $"{Text(day)}T{time}", "Europe/Berlin", null, "Somebody", null), Stop);
        return await portal.Desk.Db.ScalarAsync<Guid>(OfPost, new { Id = ((Result<CreatePost.Created>.Done)made).Value.PostId }, Stop);
    }

    private static readonly Sql AnyArticle = Sql.Portable(
        "select Id from Articles where State = 'Validated' and Audience = 'external' order by Title limit 1");
    private static readonly Sql AnyAccount = Sql.Portable("select Id from Accounts limit 1");
    private static readonly Sql OfPost = Sql.Portable("select Id from Deliveries where PostId = @Id");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
