using System.Globalization;
using System.Text;
using Engagement.Data;
using Engagement.Web.Security;
using QRCoder;

namespace Engagement.Features.Publishing.Links;

/// <summary>A link as a QR picture, for slides and paper: <c>GET /deliveries/{id}/qr.svg</c>.</summary>
internal static class QrPicture
{

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/deliveries/{id:guid}/qr.svg", AnswerAsync)
        .RequireAuthorization(Area.Posts)
        .ExcludeFromDescription();

    private static async Task<IResult> AnswerAsync(Guid id, Db db, CancellationToken ct) =>
        await db.ScalarAsync<string>(UrlOf, new { Id = id }, ct) is { } url
            ? Results.Text(Draw(url), "image/svg+xml", Encoding.UTF8)
            : Results.NotFound();

    private static readonly Sql UrlOf = Sql.Portable(
        "select d.LinkUrl from Deliveries d join TrackedLinks l on l.DeliveryId = d.Id where d.Id = @Id");

    /// <summary>Black on white in light and dark alike: scanners expect it so.</summary>
    public static string Draw(string url)
    {
        using var generator = new QRCodeGenerator();

        // M mends 15 % of damage, enough for print, and keeps the picture coarse enough for a slide.
        using var code = generator.CreateQrCode(url, QRCodeGenerator.ECCLevel.M);
        var modules = code.ModuleMatrix;

        // The matrix brings the four light modules around it that ISO/IEC 18004 wants.
        var size = modules.Count;
        var path = new StringBuilder();
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                if (modules[y][x])
                {
                    path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
                }
            }
        }

        return string.Create(CultureInfo.InvariantCulture,
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" width="{size * 8}" height="{size * 8}"
              shape-rendering="crispEdges">
              <path fill="#fff" d="M0 0h{size}v{size}H0z"/>
              <path fill="#000" d="{path}"/>
            </svg>
            """);
    }
}
