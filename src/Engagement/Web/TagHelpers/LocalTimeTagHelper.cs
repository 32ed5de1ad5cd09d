using System.Globalization;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Engagement.Web.TagHelpers;

/// <summary>
/// <c>&lt;local-time value="…" /&gt;</c>: a time in the reader's zone, short, with the whole date and zone on hover and for screen readers.
/// <c>relative</c> says "5 min ago" instead.
/// </summary>
[HtmlTargetElement("local-time", TagStructure = TagStructure.WithoutEndTag)]
public sealed class LocalTimeTagHelper(TimeProvider clock) : TagHelper
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    public DateTimeOffset? Value { get; set; }

    public bool Relative { get; set; }

    /// <summary>What stands there when there is no time.</summary>
    public string Never { get; set; } = "never";

    [HtmlAttributeNotBound]
    [ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (Value is not { } value)
        {
            output.TagName = "span";
            output.TagMode = TagMode.StartTagAndEndTag;
            output.Attributes.SetAttribute("class", "text-secondary");
            output.Content.SetContent(Never);
            return;
        }

        var zone = ViewContext.HttpContext.User.TimeZone();
        var local = TimeZoneInfo.ConvertTime(value, zone);
        var today = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), zone);
        var full = $"{local.ToString("dddd d MMMM yyyy, HH:mm", English)} ({zone.Id})";
        output.TagName = "time";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("datetime", value.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        output.Attributes.SetAttribute("title", full);
        output.Content.SetContent(Relative ? Ago(clock.GetUtcNow() - value) : Short(local, today));
    }

    internal static string Short(DateTimeOffset local, DateTimeOffset today) =>
        local.Date == today.Date ? local.ToString("HH:mm", English)
        : Math.Abs((local.Date - today.Date).TotalDays) < 7 ? local.ToString("ddd HH:mm", English)
        : local.Year == today.Year ? local.ToString("d MMM HH:mm", English)
        : local.ToString("d MMM yyyy", English);

    internal static string Ago(TimeSpan age) => age switch
    {
        { TotalSeconds: < -90 } => $"in {Span(-age)}",
        { TotalSeconds: < 60 } => "just now",
        _ => $"{Span(age)} ago",
    };

    private static string Span(TimeSpan span) => span switch
    {
        { TotalMinutes: < 60 } => $"{(int)Math.Max(1, span.TotalMinutes)} min",
        { TotalHours: < 24 } => $"{(int)span.TotalHours} h",
        { TotalDays: < 60 } => $"{(int)span.TotalDays} d",
        _ => $"{(int)(span.TotalDays / 30)} mo",
    };
}
