using System.Text.RegularExpressions;
using Engagement.Web.Security;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Engagement.Browser.Portal;

/// <summary>
/// An editor writes, an approver reads by keyboard, returns, and lets go. On a desk of its own: from then on every post there asks first,
/// and what anybody else left waiting would be read first.
/// </summary>
public sealed class ApprovalStory(PortalFixture portal) : IClassFixture<PortalFixture>
{
    [Fact]
    public async Task A_post_is_returned_changed_and_approved_with_the_keyboard_alone()
    {
        await using var root = await portal.OpenAsync();
        await root.Page.GotoAsync("/settings/approval");
        await root.Page.GetByLabel("Every post needs approval").CheckAsync();
        await root.Page.GetByLabel("Four eyes").CheckAsync();
        await root.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(root.Page.GetByText(new Regex("^Saved")).First).ToBeVisibleAsync();

        await using var editor = await portal.OpenAsync(role: Role.Editor);
        await editor.Page.GotoAsync("/posts/new");
        await editor.Page.GetByRole(AriaRole.Table).GetByRole(AriaRole.Link, new() { NameRegex = new("^Write about") }).First.ClickAsync();
        await editor.Page.GetByRole(AriaRole.Button, new() { Name = "Hand in for approval" }).ClickAsync();
        await Expect(editor.Page.GetByText("It waits for approval").First).ToBeVisibleAsync();
        var post = editor.Page.Url;

        // An editor sees what waits and cannot let it go.
        await editor.Page.GotoAsync("/posts/approve");
        await Expect(editor.Page.Locator("[data-approve]")).ToHaveCountAsync(1);
        await Expect(editor.Page.GetByRole(AriaRole.Button, new() { Name = "Approve" })).ToHaveCountAsync(0);

        await using var approver = await portal.OpenAsync(role: Role.Approver);
        await approver.Page.GotoAsync("/");
        await approver.Page.GetByRole(AriaRole.Link, new() { NameRegex = new("1 post waits for approval") }).ClickAsync();
        await approver.Page.WaitForURLAsync("**/posts/approve");
        Assert.Empty(await AxeInPage.ViolationsAsync(approver.Page));
        await approver.Page.Keyboard.PressAsync("j");
        await approver.Page.Keyboard.PressAsync("r");
        await Expect(approver.Page.GetByLabel("What should be changed?")).ToBeFocusedAsync();
        await approver.Page.Keyboard.TypeAsync("Say for whom this is.");
        await approver.Page.Keyboard.PressAsync("Tab");
        await approver.Page.Keyboard.PressAsync("Enter");
        await Expect(approver.Page.GetByText("All read")).ToBeVisibleAsync();

        await editor.Page.GotoAsync("/");
        await Expect(editor.Page.GetByText("1 of your posts came back")).ToBeVisibleAsync();
        await editor.Page.GotoAsync(post);
        await Expect(editor.Page.GetByText("It came back: Say for whom this is.")).ToBeVisibleAsync();
        await editor.Page.GetByRole(AriaRole.Link, new() { Name = "Details" }).First.ClickAsync();
        await editor.Page.GetByRole(AriaRole.Textbox, new() { Name = "Words" })
            .FillAsync("For everybody in the office: this saves you a call.");
        await editor.Page.GetByRole(AriaRole.Button, new() { Name = "Save words and time" }).ClickAsync();
        await editor.Page.GetByRole(AriaRole.Button, new() { Name = "Hand it in for approval" }).ClickAsync();
        await Expect(editor.Page.GetByText("Handed in.").First).ToBeVisibleAsync();

        await approver.Page.GotoAsync("/posts/approve");
        await Expect(approver.Page.GetByText("For everybody in the office")).ToBeVisibleAsync();
        await approver.Page.Keyboard.PressAsync("a");
        await Expect(approver.Page.GetByText("All read")).ToBeVisibleAsync();

        await editor.Page.GotoAsync(post);
        await Expect(editor.Page.GetByText("Scheduled", new() { Exact = true })).ToBeVisibleAsync();
        await editor.Page.GetByRole(AriaRole.Link, new() { Name = "Details" }).First.ClickAsync();
        await Expect(editor.Page.GetByText(new Regex("^Approved by Approver of the desk"))).ToBeVisibleAsync();
        Assert.Empty(root.Complaints.Concat(editor.Complaints).Concat(approver.Complaints));
    }
}
