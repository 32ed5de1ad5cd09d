using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Engagement.Web.TagHelpers;

/// <summary>
/// Forms that post to a page of ours by a written address carry the token too. The framework adds it only to forms without an action, so
/// that it does not leak to other sites; ours begin with / or ?.
/// </summary>
[HtmlTargetElement("form", Attributes = "action")]
public sealed class FormTokenTagHelper(IHtmlGenerator generator) : TagHelper
{
    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var action = context.AllAttributes["action"]?.Value?.ToString() ?? "";
        var isOurs = action.StartsWith('?') || (action.StartsWith('/') && !action.StartsWith("//", StringComparison.Ordinal));
        if (isOurs && !context.AllAttributes.ContainsName("asp-antiforgery")
            && string.Equals(context.AllAttributes["method"]?.Value?.ToString(), "post", StringComparison.OrdinalIgnoreCase)
            && generator.GenerateAntiforgery(ViewContext) is { } token)
        {
            output.PostContent.AppendHtml(token);
        }
    }
}
