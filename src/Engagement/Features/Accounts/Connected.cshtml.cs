using Engagement.Data;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Accounts;

/// <summary>
/// Where a network sends the person back to, with a code (RFC 6749, 4.1.2). The state says that it is the answer to what this browser
/// began.
/// </summary>
internal sealed class ConnectedModel(ConnectAccount connect, PendingConnect pending) : PageModel
{
    public string Trouble { get; private set; } = "";

    public string Again { get; private set; } = "/accounts/connect";

    public async Task<IActionResult> OnGetAsync(
        string? state, string? code, string? error, [FromQuery(Name = "error_description")] string? description, CancellationToken ct)
    {
        // A GET that changes something: the area's table would let readers in.
        if (!User.May(Area.Accounts))
        {
            return Forbid();
        }

        if (pending.Take(HttpContext, User.UserId()!.Value, state) is not { } begun)
        {
            return Refused("This answer does not belong to anything that was begun in this browser in the last ten minutes. Begin again.");
        }

        Again = $"/accounts/connect/{begun.Network}";
        if (error is not null || string.IsNullOrEmpty(code))
        {
            return Refused(error == "access_denied"
                ? "It was not allowed over there."
                : $"The network sent no code: {Shorten(description ?? error ?? "without saying why")}.");
        }

        var answer = await connect.CompleteAsync(begun, code, User.DisplayName(), ct);
        switch (answer)
        {
            case Result<ConnectAccount.Connected>.Done { Value: var connected }:
                this.Say(connected.Words);
                return Redirect(connected.New.Count == 0 ? "/accounts" : Beginning.AddressOf(connected.New));
            case Result<ConnectAccount.Connected>.Invalid invalid:
                return Refused(invalid.Errors[0].Message);
            default:
                return NotFound();
        }
    }

    private PageResult Refused(string trouble)
    {
        Trouble = trouble;
        return this.Unprocessable();
    }

    private static string Shorten(string words) => Fit.Shorten(words, 300);
}
