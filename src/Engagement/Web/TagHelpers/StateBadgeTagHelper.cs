using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Engagement.Web.TagHelpers;

/// <summary>
/// <c>&lt;state-badge state="Published" /&gt;</c>: a state as icon and word, never colour alone. Knows the states of deliveries, tickets,
/// articles and accounts; a state it does not know shows as a plain word.
/// </summary>
[HtmlTargetElement("state-badge", TagStructure = TagStructure.WithoutEndTag)]
public sealed class StateBadgeTagHelper : TagHelper
{
    private static readonly Dictionary<string, (string Tone, string Icon, string Word)> Known = new(StringComparer.Ordinal)
    {
        // Deliveries
        ["Draft"] = ("muted", "edit", "Draft"),
        ["AwaitingApproval"] = ("info", "user-question", "Awaiting approval"),
        ["Scheduled"] = ("info", "clock", "Scheduled"),
        ["Publishing"] = ("info", "send", "Publishing"),
        ["Published"] = ("good", "circle-check", "Published"),
        ["Uncertain"] = ("warn", "help-circle", "Outcome unknown"),
        ["Failed"] = ("bad", "circle-x", "Failed"),
        ["Held"] = ("warn", "player-pause", "Held"),
        ["Missed"] = ("bad", "calendar-x", "Missed"),
        ["Cancelled"] = ("muted", "ban", "Cancelled"),
        ["Withdrawn"] = ("muted", "trash", "Taken back"),

        // Deliveries, foreseen
        ["WillBeLate"] = ("info", "clock", "Later than planned"),
        ["WillBeHeld"] = ("warn", "player-pause", "Will be held"),
        ["WillBeMissed"] = ("bad", "calendar-x", "Will be missed"),
        ["WillFail"] = ("bad", "circle-x", "Will fail"),
        ["WillLackApproval"] = ("warn", "user-question", "Not approved"),
        ["WillWait"] = ("warn", "hourglass", "Will wait"),

        // Sending as a whole
        ["Sending"] = ("good", "circle-check", "Sending"),
        ["Stopped"] = ("bad", "hand-stop", "Stopped"),

        // Series
        ["Ended"] = ("muted", "flag", "Ended"),
        ["Stuck"] = ("warn", "alert-triangle", "Finds no post"),

        // Tickets
        ["New"] = ("info", "point", "New"),
        ["Open"] = ("warn", "message", "Open"),
        ["Pending"] = ("muted", "hourglass", "Pending"),
        ["OnHold"] = ("muted", "player-pause", "On hold"),
        ["Solved"] = ("good", "circle-check", "Solved"),
        ["Closed"] = ("muted", "lock", "Closed"),

        // Articles and templates
        ["Validated"] = ("good", "circle-check", "Validated"),
        ["Archived"] = ("muted", "archive", "Archived"),
        ["Retired"] = ("muted", "archive", "Retired"),
        ["internal"] = ("muted", "lock", "Internal"),
        ["external"] = ("info", "world", "External"),

        // Accounts
        ["Active"] = ("good", "circle-check", "Active"),
        ["Removed"] = ("muted", "trash", "Removed"),
        ["Paused"] = ("muted", "player-pause", "Paused"),
        ["NeedsReconnect"] = ("bad", "plug-connected", "Needs reconnecting"),
        ["NetworkGone"] = ("bad", "wifi-off", "Network not available"),
        ["Resting"] = ("warn", "hourglass", "Resting"),
        ["Deaf"] = ("bad", "wifi-off", "Cannot hear"),
        ["BudgetLow"] = ("warn", "alert-triangle", "Budget nearly spent"),
        ["Silent"] = ("warn", "bell", "Unusually quiet"),
        ["Ok"] = ("good", "circle-check", "Works"),
        ["Failing"] = ("bad", "alert-triangle", "Failing"),
        ["Unknown"] = ("muted", "circle-dashed", "Not tried yet"),
        ["Empty"] = ("warn", "alert-triangle", "Empty"),
        ["PartlyRead"] = ("warn", "alert-triangle", "Partly read"),

        // Chances to sell
        ["ChanceNew"] = ("info", "point", "New"),
        ["ChanceQualified"] = ("info", "user-check", "Qualified"),
        ["ChanceProposed"] = ("warn", "send", "Proposed"),
        ["ChanceWon"] = ("good", "circle-check", "Won"),
        ["ChanceLost"] = ("muted", "circle-x", "Lost"),

        // Webhooks
        ["Waiting"] = ("info", "clock", "Waiting"),
        ["Delivered"] = ("good", "circle-check", "Delivered"),
        ["Unneeded"] = ("muted", "circle-check", "Not needed any more"),
        ["Disabled"] = ("bad", "ban", "Switched off"),

        // Gaps in what was heard
        ["GapOpen"] = ("warn", "search", "Being looked for"),
        ["GapClosed"] = ("good", "circle-check", "Accounted for"),
        ["GapAccepted"] = ("muted", "check", "Accepted"),

        // Priorities
        ["Low"] = ("muted", "chevron-down", "Low"),
        ["Normal"] = ("muted", "point", "Normal"),
        ["High"] = ("warn", "flag", "High"),
        ["Urgent"] = ("bad", "flame", "Urgent"),
    };

    public string State { get; set; } = "";

    /// <summary>The icon alone, its word on hover and for screen readers: where a legend says the words.</summary>
    public bool Small { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var (tone, icon, word) = Known.GetValueOrDefault(State, ("muted", "point", State));
        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", $"state state-{tone}");
        output.Content.AppendHtml($"<svg class=\"icon\" aria-hidden=\"true\"><use href=\"{IconTagHelper.Sprite}#{icon}\"></use></svg>");
        if (Small)
        {
            output.Attributes.SetAttribute("class", $"state state-{tone} state-small");
            output.Attributes.SetAttribute("title", word);
            output.Content.AppendHtml($"<span class=\"visually-hidden\">{word}</span>");
            return;
        }

        output.Content.Append(word);
    }
}
