using Engagement.Features.Publishing.Calendar.Feed;
using Engagement.Web.Security;

namespace Engagement.Features.Publishing.Calendar;

internal sealed class CalendarFeature : IFeature
{
    public IEnumerable<PageFolder> Pages =>
    [
        new("/Publishing/Calendar", Area.Posts),
        new("/Publishing/CalendarFeed", Area.Own),
    ];

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<ReadCalendar>();
        services.AddScoped<FindClashes>();
        services.AddScoped<ReadPanel>();
        services.AddScoped<SaveCrowding>();
        services.AddScoped<ChangeMany>();
        services.AddScoped<UndoChange>();
        services.AddScoped<RenewFeed>();
        services.AddScoped<StopFeed>();
        services.AddScoped<WriteFeed>();
    }

    public void Map(WebApplication app)
    {
        FeedEndpoint.Map(app);
    }
}
