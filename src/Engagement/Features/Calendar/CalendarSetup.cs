using Engagement.Features.Calendar.Feed;

namespace Engagement.Features.Calendar;

internal static class CalendarSetup
{
    public static IServiceCollection AddCalendar(this IServiceCollection services)
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
        return services;
    }
}
