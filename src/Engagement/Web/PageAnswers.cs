using Engagement.Web.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Web;

/// <summary>How a page answers what a use case said.</summary>
internal static class PageAnswers
{
    /// <summary>The same page with the form as it was filled in and the errors at their fields: 422.</summary>
    public static PageResult Unprocessable(this PageModel page)
    {
        page.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return page.Page();
    }

    /// <summary>Puts what a use case did not accept where the form shows it.</summary>
    /// <param name="page">The page.</param>
    /// <param name="answer">Anything but Done.</param>
    /// <param name="prefix">The bound property the fields belong to, e.g. <c>Input</c>.</param>
    public static IActionResult Refuse<T>(this PageModel page, Result<T> answer, string prefix = "")
    {
        switch (answer)
        {
            case Result<T>.Invalid invalid:
                foreach (var error in invalid.Errors)
                {
                    page.ModelState.AddModelError(prefix.Length == 0 || error.Field.Length == 0
                        ? error.Field : $"{prefix}.{error.Field}", error.Message);
                }

                return page.Unprocessable();

            case Result<T>.Conflict conflict:
                page.ModelState.AddModelError("", conflict.Why);
                page.Response.StatusCode = StatusCodes.Status409Conflict;
                return page.Page();

            case Result<T>.Missing:
                return page.NotFound();

            default:
                throw new InvalidOperationException("A use case that is done has nothing to refuse.");
        }
    }

    /// <summary>A sentence shown once at the top of the next page, e.g. "Saved."</summary>
    public static void Say(this PageModel page, string message) => page.TempData["Said"] = message;

    /// <inheritdoc cref="Say(PageModel, string)"/>
    /// <remarks>Names in it are set apart.</remarks>
    public static void Say(this PageModel page, Sentence message) => page.Say(message.ToString());

    /// <summary>True when htmx asks for a fragment.</summary>
    public static bool IsFragment(this HttpRequest request) => request.Headers.ContainsKey("HX-Request");
}
