using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Home;

internal sealed class IndexModel : PageModel
{
    public void OnGet()
    {
    }
}
