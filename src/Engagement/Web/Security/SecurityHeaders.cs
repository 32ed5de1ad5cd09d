namespace Engagement.Web.Security;

/// <summary>What every answer says to the browser: run and show only what we serve, be framed by nobody.</summary>
internal static class SecurityHeaders
{
    // Articles and avatars show pictures from elsewhere; everything that runs or styles comes from here.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: https:; connect-src 'self'; " +
        "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    // Two pages of packages that bring inline styles or scripts of their own; both behind sign-in.
    private const string Dashboard =
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
            + "img-src 'self' data:; connect-src 'self'; " +
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            if (headers.ContentSecurityPolicy.Count == 0)
            {
                headers.ContentSecurityPolicy = context.Request.Path.StartsWithSegments("/jobs")
                    || context.Request.Path.StartsWithSegments("/api/reference")
                    ? Dashboard
                    : Policy;
            }

            return Task.CompletedTask;
        });
        return next(context);
    });
}
