"""Exports of Marketo, Mautic, Pipedrive, Zoho, Dynamics and Pardot are known by their headers, whatever the file is called and whoever wrote them."""

import pytest

from handfast.importing.files import SourceTable
from handfast.importing.recognising.tables import recognise

EXPORTS = {
    "marketo.leads": [
        "Id,First Name,Last Name,Email Address,Company Name,Job Title,Lead Status,Lead Score,Lead Source,"
        "Created At,Updated At,SFDC Type,Unsubscribed",
        "id,firstName,lastName,email,company,title,leadStatus,leadScore,createdAt,updatedAt,acquisitionProgramId,unsubscribed,sfdcLeadId",
        "id,created_at,updated_at,email,first_name,last_name,company,lead_status,acquisition_program_id,black_listed,_fivetran_synced",
    ],
    "marketo.activities": [
        "marketoGUID,leadId,activityDate,activityTypeId,campaignId,primaryAttributeValueId,primaryAttributeValue,attributes",
        "id,lead_id,activity_date,activity_type_id,campaign_id,primary_attribute_value,primary_attribute_value_id,link,user_agent,_fivetran_synced",
        "_airbyte_raw_id,marketoGUID,leadId,activityDate,activityTypeId,primaryAttributeValue,webpage_url,query_parameters",
    ],
    "marketo.programs": [
        "id,name,description,createdAt,updatedAt,url,type,channel,folder,status,workspace,sfdcId,sfdcName,startDate,endDate"
    ],
    "marketo.campaigns": ["id,name,type,programName,programId,workspaceName,createdAt,updatedAt,active"],
    "mautic.contacts": [
        "id,owner_id,stage_id,is_published,date_added,date_modified,points,last_active,date_identified,title,"
        "firstname,lastname,company,position,email,phone,country",
        "Contact ID,Title,First Name,Last Name,Email,Company,Position,Mobile,Phone,Points,Country,"
        "Preferred Locale,Last Active,Date Identified,Attribution",
    ],
    "mautic.page_hits": [
        "id,page_id,redirect_id,email_id,lead_id,ip_id,date_hit,date_left,referer,url,url_title,user_agent,remote_host,tracking_id,source,source_id,query"
    ],
    "mautic.email_stats": [
        "id,email_id,lead_id,list_id,email_address,date_sent,is_read,is_failed,date_read,tracking_hash,source,source_id,open_count,last_opened"
    ],
    "mautic.stage_log": ["id,lead_id,stage_id,event_name,action_name,date_added"],
    "mautic.point_log": ["id,lead_id,ip_id,type,event_name,action_name,delta,date_added"],
    "mautic.do_not_contact": ["id,lead_id,date_added,reason,comments,channel,channel_id"],
    "pipedrive.persons": [
        "Person - ID,Person - Name,Person - Organization,Person - Email - Work,Person - Phone - Work,"
        "Person - Owner,Person - Person created,Person - Open deals",
        "id,company_id,owner_id,org_id,name,first_name,last_name,open_deals_count,closed_deals_count,phone,"
        "email,add_time,update_time,active_flag,marketing_status",
    ],
    "pipedrive.organizations": [
        "Organization - ID,Organization - Name,Organization - Address,Organization - Owner,"
        "Organization - People,Organization - Open deals,Organization - Organization created",
        "id,name,owner_id,people_count,open_deals_count,address,add_time,update_time,cc_email",
    ],
    "pipedrive.deals": [
        "Deal - ID,Deal - Title,Deal - Organization,Deal - Contact person,Deal - Value,"
        "Deal - Currency of Value,Deal - Status,Deal - Stage,Deal - Pipeline,Deal - Deal created,Deal - Won time,Deal - Lost reason",
        "id,creator_user_id,user_id,person_id,org_id,stage_id,title,value,currency,add_time,update_time,"
        "stage_change_time,status,lost_reason,won_time,lost_time,pipeline_id",
    ],
    "pipedrive.leads": [
        "id,title,owner_id,creator_id,label_ids,person_id,organization_id,source_name,is_archived,was_seen,value,add_time,update_time"
    ],
    "pipedrive.activities": [
        "Activity - ID,Activity - Type,Activity - Subject,Activity - Due date,Activity - Due time,"
        "Activity - Done,Activity - Assigned to user,Activity - Deal,Activity - Contact person,Activity - Marked as done time",
        "id,company_id,user_id,done,type,due_date,due_time,duration,busy_flag,add_time,marked_as_done_time,"
        "subject,org_id,person_id,deal_id,lead_id,note",
    ],
    "zoho.leads": [
        "Record Id,Lead Owner.id,Lead Owner,Company,First Name,Last Name,Email,Phone,Lead Source,Lead Status,"
        "Rating,Created Time,Modified Time,Email Opt Out,Converted Date Time",
        "id,Owner,Company,First_Name,Last_Name,Email,Lead_Status,Lead_Source,Created_Time,Modified_Time,Email_Opt_Out,Converted_Date_Time",
    ],
    "zoho.contacts": [
        "Record Id,Contact Owner.id,Contact Owner,Account Name.id,Account Name,Lead Source,First Name,"
        "Last Name,Email,Department,Phone,Created Time,Modified Time,Mailing Country",
        "id,Owner,Account_Name,Full_Name,First_Name,Last_Name,Email,Department,Created_Time,Modified_Time,Mailing_Country",
    ],
    "zoho.deals": [
        "Record Id,Deal Owner.id,Deal Owner,Deal Name,Account Name,Contact Name,Amount,Stage,Closing Date,"
        "Probability (%),Type,Created Time,Campaign Source",
        "id,Owner,Deal_Name,Account_Name,Contact_Name,Amount,Stage,Closing_Date,Probability,Pipeline,Created_Time",
    ],
    "zoho.calls": [
        "Record Id,Call Owner,Subject,Call Type,Call Purpose,Contact Name.id,Related To.id,Call Start Time,Call Duration (in seconds),Call Result"
    ],
    "zoho.tasks": [
        "Record Id,Task Owner,Subject,Due Date,Contact Name.id,Related To.id,Status,Priority,Closed Time,Created Time"
    ],
    "zoho.meetings": [
        "Record Id,Host,Title,Location,All day,From,To,Contact Name.id,Related To.id,Created Time"
    ],
    "zoho.stage_history": [
        "Record Id,Deal Name.id,Deal Name,Stage,Amount,Probability (%),Expected Revenue,Closing Date,Stage Duration (Calendar Days),Modified Time,Modified By"
    ],
    "dynamics.leads": [
        "(Do Not Modify) Lead,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On,Name,Topic,Status Reason,Created On,Owner",
        "leadid,fullname,subject,companyname,emailaddress1,leadsourcecode,statecode,statuscode,"
        "_ownerid_value,createdon,modifiedon,_qualifyingopportunityid_value",
    ],
    "dynamics.contacts": [
        "(Do Not Modify) Contact,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On,Full Name,Email,Company Name,Business Phone,Status",
        "contactid,fullname,emailaddress1,_parentcustomerid_value,_originatingleadid_value,statecode,createdon,modifiedon",
    ],
    "dynamics.accounts": [
        "(Do Not Modify) Account,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On,Account Name,Main Phone,Primary Contact",
        "accountid,name,websiteurl,industrycode,numberofemployees,revenue,_primarycontactid_value,statecode",
    ],
    "dynamics.opportunities": [
        "(Do Not Modify) Opportunity,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On,Topic,"
        "Potential Customer,Est. Close Date,Est. Revenue,Status,Pipeline Phase",
        "opportunityid,name,_customerid_value,estimatedvalue,actualvalue,estimatedclosedate,actualclosedate,"
        "statecode,statuscode,_originatingleadid_value,createdon",
    ],
    "dynamics.phone_calls": [
        "activityid,subject,_regardingobjectid_value,directioncode,phonenumber,statecode,statuscode,actualend,scheduledend,_ownerid_value,createdon"
    ],
    "dynamics.emails": [
        "activityid,subject,_regardingobjectid_value,directioncode,torecipients,sender,messageid,statecode,statuscode,senton,actualend,createdon"
    ],
    "dynamics.appointments": [
        "activityid,subject,_regardingobjectid_value,scheduledstart,scheduledend,isalldayevent,location,statecode,statuscode,createdon"
    ],
    "dynamics.tasks": [
        "activityid,subject,_regardingobjectid_value,scheduledend,actualend,percentcomplete,category,prioritycode,statecode,statuscode,createdon"
    ],
    "dynamics.audits": [
        "auditid,createdon,_objectid_value,objecttypecode,operation,action,changedata,_userid_value,attributemask"
    ],
    "dynamics.campaign_responses": [
        "activityid,subject,_regardingobjectid_value,responsecode,channeltypecode,receivedon,emailaddress,firstname,lastname,createdon"
    ],
    "pardot.prospects": [
        "Prospect Id,First Name,Last Name,Company,Email,Job Title,Score,Grade,Campaign,Created Date,"
        "Updated Date,Opted Out,Do Not Email,Assigned User,CRM Contact FID",
        "id,email,firstName,lastName,company,jobTitle,score,grade,campaignId,createdAt,updatedAt,isDoNotEmail,salesforceContactId,prospectAccountId",
    ],
    "pardot.visitor_activities": [
        "id,prospectId,visitorId,type,typeName,details,emailId,emailTemplateId,listEmailId,formId,formHandlerId,landingPageId,createdAt,campaignId"
    ],
    "pardot.visitors": [
        "id,pageViewCount,prospectId,ipAddress,hostname,campaignParameter,mediumParameter,sourceParameter,createdAt,updatedAt"
    ],
    "pardot.list_memberships": ["id,listId,prospectId,optedOut,createdAt,updatedAt"],
    "pardot.lifecycle_histories": ["id,prospectId,previousStageId,nextStageId,secondsElapsed,createdAt"],
    "pardot.opportunities": [
        "id,name,value,probability,type,stage,status,closedAt,createdAt,updatedAt,campaignId,salesforceId"
    ],
}
"""Headers as the systems' apps, APIs and the usual loaders write them."""

CASES = [(expected, header) for expected, headers in EXPORTS.items() for header in headers]


def taken_for(columns: tuple[str, ...], stem: str = "export") -> str:
    table = SourceTable("a.csv", stem, "sources.t0", columns, 5, "0", "csv")
    found = recognise([table], {"a.csv": dict.fromkeys(columns, 5)})["a.csv"].object
    return found.id if found else "nothing"


@pytest.mark.parametrize(("expected", "header"), CASES, ids=[f"{e}-{i}" for i, (e, _) in enumerate(CASES)])
def test_headers_alone_tell(expected: str, header: str) -> None:
    columns = tuple(header.split(","))
    assert taken_for(columns) == expected
    assert taken_for(tuple(reversed(columns)), "export (1)") == expected
    assert taken_for(tuple(column.upper() for column in columns)) == expected


@pytest.mark.parametrize("stem", ["leads", "contacts", "deals", "accounts", "activities", "users", "export"])
def test_names_that_everybody_uses_prove_none_of_these_systems(stem: str) -> None:
    found = taken_for(("id", "email", "name", "created_at", "status", "owner"), stem)
    assert found.partition(".")[0] not in {name.partition(".")[0] for name in EXPORTS}


@pytest.mark.parametrize(("expected", "header"), CASES, ids=[f"{e}-{i}" for i, (e, _) in enumerate(CASES)])
def test_a_plain_file_name_misleads_nobody(expected: str, header: str) -> None:
    assert taken_for(tuple(header.split(",")), expected.partition(".")[2]) == expected
