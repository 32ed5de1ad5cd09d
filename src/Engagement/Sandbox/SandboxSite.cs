using System.Reflection;
using Engagement.Sandbox.Pages;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Engagement.Sandbox;

/// <summary>The network as people see it: timeline, threads, profiles; plain pages and plain forms.</summary>
internal static class SandboxSite
{
    private const string Who = "sandbox-as";
    private const int ThreadsOnAPage = 20;

    private static readonly byte[] Css = ReadAsset("sandbox.css");
    private static readonly byte[] Icon = ReadAsset("icon.svg");

    public static void Map(IEndpointRouteBuilder sandbox)
    {
        var pages = sandbox.MapGroup("").AddEndpointFilter(GuardAsync);
        pages.MapGet("/", (HttpContext http, SandboxProfiles profiles, SandboxPosts posts, long? before) =>
            Timeline(http, profiles, posts, before, new()));
        pages.MapGet("/posts/{id}", (HttpContext http, SandboxProfiles profiles, SandboxPosts posts, string id) =>
            Thread(http, profiles, posts, id, new()));
        pages.MapGet("/@{handle}", Profile);
        pages.MapPost("/as", BecomeAsync);
        pages.MapPost("/posts", SayAsync);
        pages.MapPost("/posts/{id}/like", Like);
        pages.MapPost("/@{handle}/follow", Follow);
        pages.MapGet("/sandbox.css", () => Results.Bytes(Css, "text/css; charset=utf-8"));
        pages.MapGet("/icon.svg", () => Results.Bytes(Icon, "image/svg+xml"));
        pages.MapGet("/media/{id}", (SandboxPosts posts, string id) =>
            posts.Image(id) is { } image ? Results.Bytes(image.Bytes, image.MediaType) : Results.NotFound());
    }

    private static RazorComponentResult<TimelinePage> Timeline(
        HttpContext http, SandboxProfiles profiles, SandboxPosts posts, long? before, Draft draft)
    {
        var page = posts.Threads(before ?? long.MaxValue, ThreadsOnAPage);
        return Show<TimelinePage>(http, draft, new()
        {
            [nameof(TimelinePage.Scene)] = Scene.Of(Me(http, profiles), profiles, posts, page.Items.SelectMany(t => t), draft),
            [nameof(TimelinePage.Threads)] = page,
            [nameof(TimelinePage.IsFirst)] = before is null,
        });
    }

    private static IResult Thread(HttpContext http, SandboxProfiles profiles, SandboxPosts posts, string id, Draft draft)
    {
        var thread = posts.Thread(id);
        return thread.Count == 0 ? Missing(http, profiles, posts) : Show<ThreadPage>(http, draft, new()
        {
            [nameof(ThreadPage.Scene)] = Scene.Of(Me(http, profiles), profiles, posts, thread, draft),
            [nameof(ThreadPage.Posts)] = thread,
            [nameof(ThreadPage.Focus)] = id,
        });
    }

    private static IResult Profile(HttpContext http, SandboxProfiles profiles, SandboxPosts posts, string handle, long? before)
    {
        if (profiles.Find(handle) is not { } of)
        {
            return Missing(http, profiles, posts);
        }

        var page = posts.Threads(before ?? long.MaxValue, ThreadsOnAPage, of);
        return Show<ProfilePage>(http, new(), new()
        {
            [nameof(ProfilePage.Scene)] = Scene.Of(Me(http, profiles), profiles, posts, page.Items.SelectMany(t => t), new()),
            [nameof(ProfilePage.Of)] = of,
            [nameof(ProfilePage.Threads)] = page,
        });
    }

    private static RazorComponentResult<MissingPage> Missing(HttpContext http, SandboxProfiles profiles, SandboxPosts posts) =>
        new RazorComponentResult<MissingPage>(
            new Dictionary<string, object?>
                { [nameof(MissingPage.Scene)] = Scene.Of(Me(http, profiles), profiles, posts, [], new()) }) { StatusCode = 404 };

    /// <summary>Chooses whom to pretend to be: somebody who is there, or somebody new.</summary>
    private static async Task<IResult> BecomeAsync(HttpContext http, SandboxProfiles profiles, SandboxPosts posts)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var typed = form["handle"].ToString().Trim();
        var chosen = typed.Length > 0 ? typed : form["person"].ToString();
        var known = profiles.Find(chosen);
        if (known is null)
        {
            var added = profiles.Add(new(typed, form["name"]));
            if (added.Error is { } error)
            {
                return Timeline(http, profiles, posts, null,
                    new() { Name = form["name"].ToString(), Handle = typed, WhoProblem = error.Message });
            }

            known = added.Value!;
        }
        else if (!profiles.People(int.MaxValue).Any(p => p.Id == known.Id))
        {
            return Timeline(http, profiles, posts, null,
                new() { Handle = typed, WhoProblem = $"handle: @{known.Handle} is run by a program; pick another." });
        }

        http.Response.Cookies.Append(Who, known.Handle, new() { HttpOnly = true, SameSite = SameSiteMode.Lax,
            Path = http.Request.PathBase + "/sandbox", IsEssential = true, Secure = http.Request.IsHttps });
        return Back(form["back"]);
    }

    private static async Task<IResult> SayAsync(HttpContext http, SandboxProfiles profiles, SandboxPosts posts)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var inReplyTo = form["inReplyTo"].ToString() is { Length: > 0 } given ? given : null;
        var text = form["text"].ToString().ReplaceLineEndings("\n").Trim();
        var said = Me(http, profiles) is { } me
            ? posts.Publish(me, new(null, text, inReplyTo))
            : new SandboxError(400, "invalid", "text: choose who you are first.");
        if (said.Value is { } post)
        {
            return Results.LocalRedirect($"~/sandbox/posts/{post.Root}#p-{post.Id}");
        }

        var draft = new Draft { Text = text, InReplyTo = inReplyTo, TextProblem = said.Error!.Message };
        return inReplyTo is null ? Timeline(http, profiles, posts, null, draft) : Thread(http, profiles, posts, inReplyTo, draft);
    }

    private static async Task<IResult> Like(HttpContext http, SandboxProfiles profiles, SandboxPosts posts, string id)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (Me(http, profiles) is { } me && !posts.Like(me, id))
        {
            posts.Unlike(me, id);
        }

        return Back(form["back"]);
    }

    private static async Task<IResult> Follow(HttpContext http, SandboxProfiles profiles, string handle)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (Me(http, profiles) is { } me && profiles.Find(handle) is { } of)
        {
            profiles.Follow(me, of);
        }

        return Back(form["back"]);
    }

    private static SandboxProfile? Me(HttpContext http, SandboxProfiles profiles) =>
        http.Request.Cookies[Who] is { } handle && profiles.Find(handle) is { } known
            && profiles.People(int.MaxValue).Any(p => p.Id == known.Id) ? known : null;

    private static RazorComponentResult<TPage> Show<TPage>(HttpContext http, Draft draft, Dictionary<string, object?> parameters)
        where TPage : Microsoft.AspNetCore.Components.IComponent => new(parameters)
        {
            StatusCode = draft.TextProblem is null && draft.WhoProblem is null ? 200 : 422,
        };

    private static IResult Back(string? to) =>
        Results.LocalRedirect(to is not null && to.StartsWith("/sandbox", StringComparison.Ordinal) && !to.Contains('\\')
            ? $"~{to}" : "~/sandbox");

    /// <summary>
    /// A strict policy on every answer, and no form from another site: browsers say where a request comes from
    /// (https://developer.mozilla.org/docs/Web/HTTP/Headers/Sec-Fetch-Site). There is nothing of worth behind it, so no token is needed.
    /// </summary>
    private static async ValueTask<object?> GuardAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (HttpMethods.IsPost(http.Request.Method) && http.Request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site")
        {
            return Results.StatusCode(403);
        }

        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
            + "frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-cache";
        return await next(context);
    }

    private static byte[] ReadAsset(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"sandbox/{name}")!;
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
