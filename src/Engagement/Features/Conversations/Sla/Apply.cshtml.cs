using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Conversations.Sla;

/// <summary>What the policies in force would change for open tickets, before it is done.</summary>
internal sealed class ApplyModel(ApplySla apply) : PageModel
{
    public ApplySla.Preview Preview { get; private set; } = new(0, 0, 0, 0, []);

    public async Task OnGetAsync(CancellationToken ct) => Preview = await apply.PreviewAsync(ct);

    public async Task<IActionResult> OnPostAsync(int version, CancellationToken ct)
    {
        var answer = await apply.RunAsync(new(version, User.DisplayName(), User.UserId()), ct);
        if (answer is not Result<int>.Done)
        {
            Preview = await apply.PreviewAsync(ct);
            return this.Refuse(answer);
        }

        this.Say("Policies applied to open tickets.");
        return Redirect("/settings/sla");
    }
}
