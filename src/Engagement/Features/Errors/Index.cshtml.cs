using Engagement.Data;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Errors;

[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true)]
internal sealed class IndexModel(DatabaseOptions database) : PageModel
{
    public string Heading { get; private set; } = "";

    public string Words { get; private set; } = "";

    /// <summary>What the log line of this request carries.</summary>
    public string Reference => HttpContext.TraceIdentifier;

    public void OnGet(int? code) => Say(code);

    public void OnPost(int? code) => Say(code);

    private void Say(int? code) => (Heading, Words) = HttpContext.Features.Get<IExceptionHandlerFeature>()?.Error switch
    {
        CommitInDoubtException => ("It may have been saved",
            "The database's answer was lost at the last moment. Look whether what you sent is there before you send it again."),
        { } fault when StorageFaults.Say(fault, database.DataDirectory) is { } words => (StorageFaults.Heading(fault), words),
        { } away when DbFaults.Passes(away) =>
            ("The database is away for a moment", "Nothing was changed. Wait a minute, then send it again."),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            ("That is too large", "It is larger than what is taken here. Nothing was changed."),
        BadHttpRequestException =>
            ("That address is not right", "Something in it, or in what was sent, is not what this page takes. Nothing was changed."),
        _ => Of(code),
    };

    private static (string Heading, string Words) Of(int? code) => code switch
    {
        400 => ("That form was too old", "It was opened before you signed in, or in another window. Go back, load the page again and send "
            + "it once more. Nothing was changed."),
        403 => ("Not for your role", "This page is for other roles. An administrator can change yours."),
        404 => ("Nothing here", "The address is wrong, or what was here has been removed."),
        413 => ("That is too large", "It is larger than what is taken here. Nothing was changed."),
        503 => ("Too much at once", "More is being taken in than there is room for. Wait half a minute, then send it again. Nothing was "
            + "changed."),
        429 => ("Too many tries", "Wait a minute, then try again."),
        _ => ("Something broke on our side", "It has been logged. Nothing you had saved is lost; go back and try again."),
    };
}
